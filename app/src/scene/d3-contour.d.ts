/** The part of d3-contour that scenes use; the package brings no types. */
declare module "d3-contour" {
  /** Polygons with holes: each ring is a list of [column, row], the middle of the first cell at 0.5. */
  export interface Contour {
    readonly value: number;
    readonly coordinates: [number, number][][][];
  }
  /** Contours of values on a grid. */
  export interface Contours {
    size(size: [number, number]): Contours;
    smooth(smooth: boolean): Contours;
    contour(values: ArrayLike<number>, threshold: number): Contour;
  }
  /** A new contour generator. */
  export function contours(): Contours;
}
