// A file may be dropped anywhere on the page.
import { useSignal, useSignalEffect } from "@preact/signals";
import { take } from "./source";

export function DropTarget() {
  const over = useSignal(false);
  useSignalEffect(() => {
    const has_file = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent) => {
      if (!has_file(event)) return;
      event.preventDefault();
      over.value = true;
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) over.value = false;
    };
    const drop = (event: DragEvent) => {
      over.value = false;
      if (!has_file(event)) return;
      event.preventDefault();
      const file = event.dataTransfer!.files[0];
      if (file) void take(file);
    };
    addEventListener("dragover", enter);
    addEventListener("dragleave", leave);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", enter);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", drop);
    };
  });
  return over.value ? <div class="drop"><p>Drop the file to train on it</p></div> : null;
}
