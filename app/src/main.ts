import { mount } from "svelte";
import App from "./App.svelte";
import { Engine } from "./compute/engine.svelte.ts";
import { createWorkers } from "./compute/workers.ts";
import { exposeHandle } from "./handle.ts";
import { present } from "./present.ts";
import { Lab } from "./state/lab.svelte.ts";
import "./theme.css";
import "./ui/button.css";

exposeHandle();
mount(App, {
  target: present(document.getElementById("app")),
  props: { lab: new Lab(window.location.hash), engine: new Engine(createWorkers()) },
});
