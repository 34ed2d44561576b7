import { createToggle } from "./toggle";

const palette = createToggle();
export const usePaletteOpen = palette.use;
export const openPalette = (): void => palette.set(true);
export const closePalette = (): void => palette.set(false);

const sheet = createToggle();
export const useCheatSheetOpen = sheet.use;
export const openCheatSheet = (): void => sheet.set(true);
export const closeCheatSheet = (): void => sheet.set(false);
