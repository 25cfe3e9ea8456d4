// What colours and shapes of the picture mean.
import { data } from "../live/store";
import { Canvas } from "../look/canvas";
import { class_colour, theme } from "../look/colour";
import { label, several, shown } from "./label";
import { mark } from "./marks";

const kMostNames = 10;

export function Legend() {
  const { task, target } = data.value!;
  const classes = several() ? [`not ${data.value!.classes[shown()]}`, data.value!.classes[shown()]] : data.value!.classes;
  void theme.value;
  return (
    <p class="legend">
      {several() && <label>label <select value={shown()} onChange={(event) => { label.value = Number(event.currentTarget.value); }}>
        {data.value!.classes.map((name, i) => <option key={name} value={i}>{name}</option>)}</select></label>}
      {task === "regression" ? <span>colour: {target}, blue high, orange low</span>
        : classes.slice(0, kMostNames).map((name, i) => (
          <span key={name}><Canvas width={12} height={12} label="" draw={(context) =>
            mark(context, 6, 6, i, class_colour(i, Math.max(2, classes.length)), true)} />{name}</span>
        ))}
      <span>filled: training rows, rings: validation and test</span>
    </p>
  );
}
