// Being signed in: what is open here goes on when one has signed in again elsewhere.
(() => {
  "use strict";

  // Whoever signs in again in another tab has a new token against forged forms there: forms here take it along.
  const token = () => document.cookie.match(/(?:^|;\s*)[\w-]*csrftoken=([^;]+)/)?.[1];
  document.addEventListener(
    "submit",
    (event) => {
      const field = event.target.querySelector("input[name=csrfmiddlewaretoken]");
      if (field) field.value = token() || field.value;
    },
    true,
  );
  document.addEventListener("htmx:configRequest", (event) => {
    if (token()) event.detail.headers["X-CSRFToken"] = token();
  });
})();
