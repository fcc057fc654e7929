// What every page runs.
import { startAsking } from "./ask.js";
import { startBoard } from "./board.js";
import { startDialog } from "./dialog.js";
import { startForm } from "./form.js";
import { startGrid } from "./grid.js";
import { startKeys } from "./keys.js";
import { startMenu } from "./menu.js";
import { startOffer } from "./offer.js";
import { startPalette } from "./palette.js";
import { startRows } from "./rows.js";
import { startSelect } from "./select.js";
import { startTheme } from "./theme.js";
import { startToast } from "./toast.js";

const parts = [
  startAsking, startTheme, startDialog, startToast, startMenu, startRows, startSelect, startGrid, startBoard,
  startOffer, startForm, startPalette, startKeys,
];
for (const start of parts) start();
