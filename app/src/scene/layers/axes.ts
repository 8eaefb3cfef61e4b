import { formatNumber } from "../../text.ts";
import { toPixelX, toPixelY, visibleBox } from "../camera.ts";
import type { Drawing } from "../drawing.ts";
import { niceTicks } from "../ticks.ts";

/** Pixels between ticks, about. */
const APART = 90;

/** Lines through zero, and ticks with numbers along the left and the lower border. */
export function drawAxes(on: Drawing): void {
  const { surface, palette } = on;
  const [x0, y0, x1, y1] = visibleBox(on);
  const columns = niceTicks(x0, x1, surface.width / APART);
  const rows = niceTicks(y0, y1, surface.height / APART);
  const column = (x: number) => toPixelX(on, x);
  const row = (y: number) => toPixelY(on, y);
  const { width, height } = surface;
  const lines = [
    ...columns.flatMap((x) => [column(x), 0, column(x), height]),
    ...rows.flatMap((y) => [0, row(y), width, row(y)]),
  ];
  surface.segments(Float64Array.from(lines), { stroke: palette.line, alpha: 0.35 });
  surface.segments(Float64Array.of(column(0), 0, column(0), height, 0, row(0), width, row(0)), {
    stroke: palette.line,
  });
  const style = { fill: palette.inkSoft, size: 11, halo: palette.paper } as const;
  for (const x of columns) {
    if (column(x) > 40 && column(x) < width - 16)
      surface.text([column(x), height - 6], formatNumber(x), { ...style, align: "center" });
  }
  for (const y of rows) {
    if (row(y) > 16 && row(y) < height - 24)
      surface.text([6, row(y)], formatNumber(y), { ...style, baseline: "middle" });
  }
}
