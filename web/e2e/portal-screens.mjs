// The screens of the customer portal behind its login, for the list in screens.mjs.
const button = (page, name) => page.getByRole("button", { name, exact: true });

const kPeople = "/portal/a/G-501/people";
const forKerstin = (say, key) => say(key).replace("{{name}}", "Kerstin Albers");

export const kPortalScreens = [
  {
    name: "portal-home",
    path: "/portal/a/G-501/",
    asks: ["/accounts/*", "/accounts/*/memberships"],
  },
  {
    name: "portal-accounts",
    path: "/portal/a/G-501/",
    act: async (page) => {
      await page.locator("header button[aria-expanded]").click();
      await page.locator('a[href="/portal/a/G-502/"][class]').first().waitFor();
    },
  },
  {
    name: "portal-people",
    path: kPeople,
    asks: ["/accounts/*/memberships"],
    act: (page) => page.locator("main li").first().waitFor(),
  },
  {
    name: "portal-people-change",
    path: kPeople,
    act: (page, say) => button(page, forKerstin(say, "ui.portal.change_of")).click(),
  },
  {
    name: "portal-people-remove",
    path: kPeople,
    act: (page, say) => button(page, forKerstin(say, "ui.portal.remove_of")).click(),
  },
  {
    name: "portal-people-invite",
    path: kPeople,
    act: async (page, say) => {
      // On a wide window the form is there already.
      const open = button(page, say("ui.users.invite"));
      await page.locator("main li").first().waitFor();
      if (await open.isVisible()) await open.click();
      await button(page, say("ui.users.send_invitation")).click();
      await page.getByText(say("ui.users.email_missing")).waitFor();
    },
  },
  {
    name: "portal-people-read",
    path: "/portal/a/G-502/people",
    act: (page) => page.locator("main li").first().waitFor(),
  },
  {
    name: "portal-data",
    path: "/portal/a/G-501/data",
    asks: ["/accounts/*", "/sessions"],
    act: (page) => page.getByText("Mönckebergstraße").first().waitFor(),
  },
  {
    name: "portal-data-open",
    path: "/portal/a/G-501/data",
    act: async (page, say) => {
      await button(page, say("ui.profile.change_email")).click();
      await button(page, say("ui.profile.change_password")).click();
      await button(page, say("ui.portal.leave")).click();
    },
  },
  { name: "portal-lost", path: "/portal/a/G-599/" },
  {
    name: "portal-no-page",
    path: "/portal/a/G-501/gibtesnicht",
    act: (page, say) => page.getByText(say("ui.error.no_page_text")).waitFor(),
  },
];
