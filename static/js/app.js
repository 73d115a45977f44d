/* Everything a page needs, in one request: dataops/web/finders.py puts the imported files in here. */
import "./page.js";
import "./theme-picker.js";
import "./dialogs.js";
import "./palette.js";
import "./lists.js";
import "./keyboard.js";
import "./toasts.js";
import "./forms.js";
import "./fragments.js";
import "./mentions.js";
