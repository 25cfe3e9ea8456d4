// The lessons: choose one, prepare its state, and try.
import type { ComponentType } from "preact";
import { problem } from "../live/store";
import { tab } from "../live/resources";
import { attempt, busy, prepare } from "./deeds";
import { kLessons, type Attempt, type Lesson, type Widget } from "./lessons";
import { lesson } from "./state";
import { Activations } from "./widgets/activations";
import { Descent } from "./widgets/descent";
import { Labels } from "./widgets/labels";
import { Losses } from "./widgets/losses";
import { Softmax } from "./widgets/softmax";
import { Solver } from "./widgets/solver";
import { Window } from "./widgets/window";

const kWidgets: Record<Widget, ComponentType> = {
  activations: Activations, descent: Descent, labels: Labels, losses: Losses, softmax: Softmax, solver: Solver, window: Window,
};

export function LessonTab() {
  const chosen = kLessons[lesson.value - 1];
  return (
    <div class="lessons">
      <nav aria-label="Lessons"><ol>{kLessons.map(({ title }, i) => (
        <li key={title}><button aria-current={lesson.value === i + 1 ? "step" : undefined} onClick={() => (lesson.value = i + 1)}>{title}</button></li>
      ))}</ol></nav>
      {chosen ? <Chosen key={chosen.title} chosen={chosen} />
        : <p class="empty">Thirteen lessons: each prepares data and a network, and says what to try. Choose one.</p>}
    </div>
  );
}

function Chosen({ chosen }: { chosen: Lesson }) {
  const Shown = chosen.widget && kWidgets[chosen.widget];
  return (
    <article>
      <h3>{lesson.value}. {chosen.title}</h3>
      <p><button class="primary" aria-disabled={busy.value} onClick={() => void prepare(chosen)}>Prepare this lesson</button></p>
      {problem.value?.setting && <p class="problem" role="alert">{problem.value.message}</p>}
      <p>Try:</p><ol class="attempts">{chosen.attempts.map((each) => <Try key={each.say} chosen={chosen} each={each} />)}</ol>
      <p><b>See:</b> {chosen.see}</p>
      {Shown && <div class="widget"><Shown /></div>}
      {chosen.title === "Back propagation" && <p><button onClick={() => (tab.value = "backprop")}>Open Back propagation</button></p>}
    </article>
  );
}

function Try({ chosen, each }: { chosen: Lesson; each: Attempt }) {
  return <li>{each.say} {each.deed && <button aria-disabled={busy.value} aria-label={`Do this: ${each.say}`} onClick={() => void attempt(chosen, each.deed!)}>Do this</button>}</li>;
}
