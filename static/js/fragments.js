/* Around htmx. Which codes swap is in the htmx-config meta; here is what a person hears and sees. */
const { toast } = window.dataops;

document.addEventListener("htmx:sendError", () => toast("Not sent, you are offline. Nothing is lost on this page; try again.", "bad"));

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (event.detail.xhr.getResponseHeader("HX-Redirect")) return;
  if (status === 403) toast("You may not do this. The owner of the program can give you the right.", "bad");
  else if (status === 404) toast("This no longer exists, or it was never yours to see.", "bad");
  else if (status === 429) toast("Too many requests in a short time. Wait a minute, then try again.", "bad");
  else toast("The server could not do this. Your page is as it was; try again.", "bad");
});

document.addEventListener("htmx:beforeRequest", (event) => event.detail.target.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.detail.target.removeAttribute("aria-busy"));

/* htmx says what it swapped; the button that asked is free again. */
document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.elt.querySelectorAll("button[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
});
