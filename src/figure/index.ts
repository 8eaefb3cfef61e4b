/** Figures as data: what `ridgescope/report` draws. Safe in browsers. */
export type {
  Axis,
  ClassesFigure,
  Figure,
  GraphFigure,
  HistogramFigure,
  ImagesFigure,
  LinesFigure,
  Rule,
  SampleClass,
  Scale,
  ScatterFigure,
  SceneFigure,
  ScenePanel,
  Series,
  TableFigure,
  TreeFigure,
} from "./figure.ts";
