import "./htmx.js";
import "./combobox.js";
import "./dialogs.js";
import "./forms.js";
import "./keys.js";
import "./menus.js";
import "./unsaved.js";
import "./waiting.js";
