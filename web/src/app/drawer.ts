import { createToggle } from "./toggle";

const drawer = createToggle();
export const useDrawer = drawer.use;
export const openDrawer = (): void => drawer.set(true);
export const closeDrawer = (): void => drawer.set(false);
