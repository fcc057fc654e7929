// Runs before the first paint, so that a dark desk never sees a white flash.
import { applyTheme } from "./theme-apply.js";

applyTheme();
