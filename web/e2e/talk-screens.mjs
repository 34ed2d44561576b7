// The screens of notes and messages, for screens.mjs: the box in both modes, its lists, text blocks
// in the settings; and of mail that comes in.
const kPartner = "owner of Nord Systemhaus GmbH";
const button = (page, name) => page.getByRole("button", { name, exact: true });

/** The order that has a note, messages and an answer. */
async function openTalk(page) {
  const row = page.locator("a[data-number]").filter({ hasText: "Videotürstation" });
  await row.first().click();
  await page.locator("article").first().waitFor();
}

async function writeIn(page, name, words) {
  await button(page, name).click();
  const box = page.getByRole("textbox", { name, exact: true });
  await box.click();
  // The editor takes the place of the plain box.
  await page.locator(".ProseMirror").waitFor();
  await page.keyboard.type(words);
}

const kLeft = "/orders?view=all&q=BR-2026-118";

export const kTalkScreens = [
  {
    name: "order-note",
    path: kLeft,
    act: async (page, say) => {
      await openTalk(page);
      await writeIn(page, say("ui.orders.log.note"), "Adapter AD-24 liegt in Regal 14. ");
      await page.keyboard.press("Control+b");
      await page.keyboard.type("Bitte heute raus.");
    },
  },
  {
    name: "order-note-mention",
    path: kLeft,
    act: async (page, say) => {
      await openTalk(page);
      await writeIn(page, say("ui.orders.log.note"), "Passt das, @");
      await page.getByRole("option").first().waitFor();
    },
  },
  {
    name: "order-message-blocks",
    path: kLeft,
    act: async (page, say) => {
      await openTalk(page);
      await writeIn(page, say("ui.orders.log.message_out"), "Vielen Dank!");
      await button(page, say("ui.compose.blocks")).click();
      await page.getByRole("combobox", { name: say("ui.compose.search_blocks") }).waitFor();
    },
  },
  {
    name: "settings-text-blocks",
    path: "/settings/text-blocks",
    asks: ["/text-blocks"],
    barred: kPartner,
    empty: "ui.text_blocks.none",
  },
  {
    name: "settings-text-block-new",
    path: "/settings/text-blocks",
    act: async (page, say) => {
      await button(page, say("ui.text_blocks.new")).first().click();
      await page.getByRole("dialog").getByLabel(say("ui.text_blocks.used_in")).waitFor();
    },
  },
  {
    name: "inbound",
    path: "/inbound-mails",
    asks: ["/inbound-mails"],
    barred: "warehouse",
    empty: "ui.inbound.empty_title",
  },
  {
    name: "settings-mailbox",
    path: "/settings/mailbox",
    asks: ["/settings/mailbox"],
    barred: kPartner,
  },
];
