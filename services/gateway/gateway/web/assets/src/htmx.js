// htmx as the strict Content-Security-Policy allows it; its settings stand in the page's <meta name="htmx-config">.
import htmx from "htmx.org";

window.htmx = htmx;
export default htmx;
