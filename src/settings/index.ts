/** Settings: rows from which types, defaults, checks and documentation follow. */
export { checkConfig, checkSchema, schemaOf } from "./check.ts";
export { type Changes, type ConfigOf, configOf, isSetting, type SettingRows } from "./config.ts";
export { type DescribedSetting, describeSettings, typeText, valueText } from "./describe.ts";
export { settingPaths, withSettings } from "./paths.ts";
export {
  type Bounds,
  type Box,
  type ChoiceSetting,
  choice,
  choices,
  constant,
  flag,
  type Menu,
  type NumberSetting,
  number,
  numbers,
  part,
  points,
  type Setting,
  type Slider,
  type SliderSetting,
  text,
  whole,
  wholes,
} from "./setting.ts";
