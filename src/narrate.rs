//! An event in its world, as a sentence: the why-pane, `--plain` and captions all say the same.
//!
//! Never knows ratatui, sockets or clocks. The words are `[narrate]` in `assets/ui`.

mod calls;
mod markup;
mod note;
mod place;
mod program;
#[cfg(test)]
mod tests;
mod thing;
mod waits;

pub use markup::{blocks, plain};
pub use note::{note, on_the_way, paragraphs};
pub use place::beside;
use place::inside_of;

use nix::sys::signal::Signal;

use crate::i18n::{Lang, say};
use crate::printable::colourless;
use crate::protocol::keys::{self, Key};
use crate::protocol::{ActorId, Comes, Event, Fate, How, Kind, Said, Source, State, Stream, What};
use crate::refusal;
use crate::world::{Actor, World};
use markup::{bold, brief, code, raised};

/// What happened, in one sentence (Markdown, no line breaks); None for an event that needs no words. `world` is the one after the event.
pub fn sentence(event: &Event, world: &World, lang: Lang) -> Option<String> {
    Teller { event, world, lang }.tell()
}

/// What was passed over of a run, being of a kind that this program doesn't know: so many whole events, and fields of so many
/// others. None where it knows them all.
pub fn passed_over(events: usize, fields: usize, lang: Lang) -> Option<String> {
    let of = |key: &str, count: usize| {
        let n = count.to_string();
        (count > 0).then(|| say(lang, &format!("narrate.{key}"), &[("n", &n)]))
    };
    let said = [of("unknown_events", events), of("unknown_fields", fields)];
    let said: Vec<String> = said.into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// That nobody can move any more, where that follows from who waits for whom and the run itself hasn't said so; None otherwise.
pub fn deadlock(world: &World, lang: Lang) -> Option<String> {
    let stuck = world.stuck();
    let said = stuck
        .iter()
        .any(|actor| actor.fact(keys::DEADLOCK).is_some());
    let waits = |actor: &&Actor| {
        let on = code(actor.waits_in().unwrap_or_default());
        let owner = world.awaited(actor);
        let owner = owner.map(|owner| {
            let who = bold(&called(owner, lang));
            match owner.is_gone() {
                true => format!(" ← {}", say(lang, "narrate.owner_gone", &[("owner", &who)])),
                false => format!(" ← {who}"),
            }
        });
        format!(
            "{} → {on}{}",
            bold(&called(actor, lang)),
            owner.unwrap_or_default()
        )
    };
    let who: Vec<String> = stuck.iter().map(waits).collect();
    let who = who.join("; ");
    (!stuck.is_empty() && !said).then(|| {
        let said = say(lang, "narrate.deadlock", &[("who", &who)]);
        waits::with_pool(said, world, lang)
    })
}

/// What an actor is called in a language: the one that a script has forked is `child 4711`.
pub fn called(actor: &Actor, lang: Lang) -> String {
    let by_pid = actor.is_named_by_pid() && actor.fact(keys::CALLED).is_none();
    let pid = actor.ids.pid.filter(|_| by_pid);
    match pid.filter(|_| actor.name.starts_with("child-")) {
        Some(pid) => say(lang, "narrate.child", &[("pid", &pid.to_string())]),
        None => actor.label(),
    }
}

/// One event on its way to a sentence.
struct Teller<'a> {
    event: &'a Event,
    world: &'a World,
    lang: Lang,
}

impl Teller<'_> {
    fn tell(&self) -> Option<String> {
        let said = match &self.event.what {
            What::Born { kind, parent, .. } => self.born(*kind, parent.as_ref()),
            What::Line(spot) => self.stands(spot),
            What::Passes(spot) => return self.passes(spot),
            // Said by the line the actor comes to stand before.
            What::Fact { key, .. } if &**key == keys::NEXT => return None,
            // That it waits no longer is said by its being resumed.
            What::Fact { key, value, .. } if &**key == keys::WAITS && value.is_empty() => {
                return None;
            }
            What::Fact { key, value, .. } if &**key == keys::CHOSEN && value.is_empty() => {
                return None;
            }
            What::Fact { key, value, .. } if &**key == keys::LINES_RUN => self.ran(value),
            What::Fact { key, value, .. } if &**key == keys::TRACEBACK => {
                self.say("traceback", &[("key", &code(key)), ("value", &code(value))])
            }
            What::Fact { key, value, source } => self.fact(key, value, *source),
            What::Blocked {
                on,
                owner,
                until_ns,
                ..
            } => self.waits(on, owner.as_ref(), until_ns.is_some()),
            What::Message {
                from,
                to,
                verb,
                value,
            } => self.message(from, to, verb, value),
            What::Outcome {
                call,
                result,
                value,
                exception,
                ..
            } => self.outcome(call, *result, exception.as_ref().or(value.as_ref())),
            What::Exception {
                text,
                fate,
                line,
                function,
                ..
            } => self.exception(text, *fate, *line, function.as_deref()),
            What::Output {
                stream,
                text,
                unsigned,
                ..
            } => {
                let key = match (stream, text.is_empty()) {
                    _ if *unsigned => "output_unsigned",
                    (Stream::Stdin, true) => "typed_empty",
                    (Stream::Stdin, _) => "typed",
                    (_, true) => "output_empty",
                    (Stream::Stdout, _) => "output",
                    (Stream::Stderr, _) => "output_stderr",
                };
                self.say(key, &[("text", &code(&colourless(text)))])
            }
            What::State {
                state: State::Zombie,
                status,
                ..
            } => self.zombie(*status),
            What::State {
                state: State::Stopped,
                ..
            } => self.say("stopped", &[]),
            What::State {
                state: State::Running,
                source: Source::Kernel,
                ..
            } => self.say("continued", &[]),
            What::Refused { what, why, said } => self.say(
                // A signal is asked for by the student, not by the process it is for.
                if what.starts_with("SIG") {
                    "refused_signal"
                } else {
                    "refused"
                },
                &[
                    ("what", &code(what)),
                    ("why", &self.why(why, said.as_ref())),
                ],
            ),
            What::Fault { what, why } => self.say(
                "fault",
                &[("what", &markup::text(what)), ("why", &markup::text(why))],
            ),
            What::Ended { how, reaped_by } => self.ended(how, reaped_by.as_ref()),
            // The permit, the value that came, the line now stood at say it already.
            What::State { .. } | What::Unblocked { .. } => return None,
            // The listing shows it.
            What::Source { .. } => return None,
            // How many there are is said once, of the run: `passed_over`.
            What::Unknown { .. } => return None,
        };
        Some(said)
    }

    /// The words of `narrate.KEY`, which may always name `{actor}`.
    fn say(&self, key: &str, with: &[(&str, &str)]) -> String {
        let actor = self.who(&self.event.actor);
        let mut all = vec![("actor", actor.as_str())];
        all.extend(with);
        say(self.lang, &format!("narrate.{key}"), &all)
    }

    /// Why something was refused, as text.
    fn why(&self, why: &str, said: Option<&Said>) -> String {
        markup::text(&refusal::why(why, said, self.lang))
    }

    /// What people call an actor; its id when it isn't known.
    fn who(&self, id: &ActorId) -> String {
        match self.world.actor(id) {
            Some(actor) => bold(&called(actor, self.lang)),
            None => bold(id.as_str()),
        }
    }

    /// An actor by its label, or a thing by its name.
    fn party(&self, name: &str) -> String {
        match name.parse() {
            Ok(id) => self.who(&id),
            Err(_) => bold(name),
        }
    }

    fn actor(&self) -> Option<&Actor> {
        self.world.actor(&self.event.actor)
    }

    fn born(&self, kind: Kind, parent: Option<&ActorId>) -> String {
        let Some(parent) = parent else {
            return self.say("born_first", &[]);
        };
        let tid = self.actor().and_then(|actor| actor.ids.tid);
        let key = match (kind, tid) {
            (Kind::Process, _) => "born_process",
            (Kind::Thread, Some(_)) => "born_thread_tid",
            (Kind::Thread, None) => "born_thread",
            (Kind::Coroutine, _) => "born_coroutine",
        };
        let tid = tid.unwrap_or_default().to_string();
        self.say(key, &[("parent", &self.who(parent)), ("tid", &tid)])
    }

    fn fact(&self, key: &str, value: &str, source: Source) -> String {
        if key == keys::FORK
            && let Ok(returned) = last_item(value).parse::<i32>()
        {
            let key = if returned == 0 {
                "fork_child"
            } else {
                "fork_parent"
            };
            return self.say(key, &[("returned", &returned.to_string())]);
        }
        match (key, self.actor()) {
            (keys::INSIDE, Some(actor)) => return inside_of(actor, value, self.lang),
            (keys::UNTOLD, _) => return self.say("untold", &[("n", value)]),
            (keys::PROGRAM, Some(actor)) => return self.program(actor, value),
            (keys::CALLED, Some(actor)) => {
                let pid = actor.ids.pid.unwrap_or_default().to_string();
                return self.say("called", &[("pid", &pid)]);
            }
            (keys::SPAWNED, _) => return self.say("spawned", &[]),
            (keys::HELPER, Some(actor)) if actor.kind == Kind::Process => {
                let key = match value {
                    "forkserver" => "helper_server",
                    _ => "helper_tracker",
                };
                return self.say(key, &[]);
            }
            (keys::HELPER, _) => return self.say("helper", &[]),
            (keys::BY_HAND, _) => return self.say("by_hand", &[("call", &code(value))]),
            (keys::CHOSEN, _) => return self.say("chosen", &[("task", &bold(value))]),
            (keys::DAEMON, _) => return self.say("daemon", &[]),
            _ => {}
        }
        let was = self.actor().and_then(|actor| actor.ids.ppid);
        if let (Some(was), keys::PPID, Source::Kernel) = (was, key, source)
            && was.to_string() != value
        {
            let was = was.to_string();
            return self.say("adopted", &[("value", &bold(value)), ("was", &was)]);
        }
        if let Key::Thing(name) = Key::of(key)
            && let Some(said) = self.thing(name, value)
        {
            return said;
        }
        if let Some(said) = self.shared(key, value) {
            return said;
        }
        let words = match source {
            _ if value.is_empty() => "fact_gone",
            _ if key == keys::WAITS => "fact_waits",
            Source::Kernel => "fact_kernel",
            Source::Demo => "fact_demo",
            Source::Model => "fact_model",
        };
        self.say(words, &[("key", &code(key)), ("value", &code(value))])
    }

    /// What is told of a small program: its variables, buffers and locks, and the end of all moving.
    fn shared(&self, key: &str, value: &str) -> Option<String> {
        if key == keys::DEADLOCK {
            return Some(self.say("deadlock", &[("who", &code(value))]));
        }
        let said = match (Key::of(key), value) {
            (Key::Shared(name) | Key::Buffer(name), _) => code(&format!("{name} = {value}")),
            (Key::Lock(name), keys::FREE) => self.say("lock_free", &[("lock", &code(name))]),
            (Key::Lock(name), keys::LEFT) => self.say("lock_left", &[("lock", &code(name))]),
            (Key::Lock(name), who) => {
                let known = self.world.named(who);
                let who = known.map_or_else(|| bold(who), |actor| self.who(&actor.id));
                self.say("lock_held", &[("lock", &code(name)), ("who", &who)])
            }
            _ => return None,
        };
        Some(said)
    }

    fn message(&self, from: &str, to: &str, verb: &str, value: &str) -> String {
        let key = match verb {
            "next" => "next",
            "send" => "send",
            "throw" => "throw",
            "close" => "close",
            "drop" => "drop",
            "yield" => "yield",
            "return" => "return",
            "raise" => "raise",
            "put" => "put",
            "get" => "get",
            "signal" if from == "student" => "signal_by_hand",
            "signal" => "signal",
            "ask" => "ask",
            "notify" if value == "0" => "notify_lost",
            "notify" => "notify",
            "store" => "store",
            "gives up" => "gives_up",
            "has" => "has_again",
            "handles" if self.actor().is_some_and(|actor| actor.standing) => "handles_before",
            "handles" => "handles",
            _ => "message",
        };
        let aftermath = (verb == "signal").then(|| self.aftermath(to, value));
        let (from, to) = match verb {
            "handles" => (self.party(from), code(to)),
            _ => (self.party(from), self.party(to)),
        };
        let line = self.actor().and_then(|actor| actor.at.as_ref());
        let line = line.map_or(0, |place| place.line).to_string();
        let n = value.to_owned();
        let (value, verb) = (code(value), code(verb));
        let said = self.say(
            key,
            &[
                ("from", &from),
                ("to", &to),
                ("value", &value),
                ("n", &n),
                ("verb", &verb),
                ("line", &line),
            ],
        );
        match aftermath.flatten() {
            Some(key) => self.say(key, &[("said", &said)]),
            None => said,
        }
    }

    /// What is to be said of a signal that changes nothing, or nothing yet.
    fn aftermath(&self, to: &str, signal: &str) -> Option<&'static str> {
        let to = self.world.actor(&to.parse().ok()?)?;
        match to.state {
            // What it has died of was no signal to a zombie.
            State::Zombie if died_of(to, signal) => None,
            State::Zombie => Some("signal_nothing"),
            State::Stopped if signal == "SIGTERM" => Some("signal_waits"),
            _ => None,
        }
    }

    fn outcome(&self, call: &str, result: Comes, text: Option<&String>) -> String {
        let key = match result {
            Comes::Yield => "outcome_yield",
            Comes::Return => "outcome_return",
            Comes::Raise => "outcome_raise",
        };
        let text = text.map_or("None", String::as_str);
        self.say(key, &[("call", &code(call)), ("value", &code(text))])
    }

    fn exception(
        &self,
        text: &str,
        fate: Fate,
        line: Option<u32>,
        function: Option<&str>,
    ) -> String {
        let key = match fate {
            Fate::Raised => "exception_raised",
            Fate::Propagates if function == Some("<module>") => "exception_reaches_module",
            Fate::Propagates => "exception_propagates",
            Fate::Caught => "exception_caught",
            Fate::Kept => "exception_kept",
            Fate::Uncaught => "exception_uncaught",
        };
        // Where no line is named it is the one that the actor is at.
        let at = self.actor().and_then(|actor| actor.at.as_ref());
        let line = line.or(at.map(|place| place.line));
        let line = line.unwrap_or_default().to_string();
        let function = code(function.unwrap_or_default());
        let told = if fate == Fate::Raised { raised } else { brief };
        let with = [
            ("exception", told(text)),
            ("function", function),
            ("line", line),
        ];
        let with = with.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.say(key, &with)
    }

    fn zombie(&self, status: Option<i32>) -> String {
        match status {
            // The stage is its parent, and is about to wait.
            Some(status) if self.actor().is_some_and(|actor| actor.parent.is_none()) => {
                self.say("zombie_first", &[("how", &self.how(&waited(status)))])
            }
            Some(status) => self.say("zombie", &[("how", &self.how(&waited(status)))]),
            None => self.say("zombie_unknown", &[]),
        }
    }

    fn ended(&self, how: &How, reaped_by: Option<&ActorId>) -> String {
        let process = matches!(how, How::Exit(_) | How::Signal(_));
        let first = self.actor().is_some_and(|actor| actor.parent.is_none());
        let thread = self.actor().is_some_and(|actor| actor.kind == Kind::Thread);
        if let (true, How::Raise(error)) = (thread, how) {
            return self.say("ended_raised", &[("value", &code(error))]);
        }
        let how = self.how(how);
        match reaped_by {
            Some(by) => self.say("ended_reaped", &[("by", &self.who(by)), ("how", &how)]),
            None if process && !first => self.say("ended_adopted", &[("how", &how)]),
            None => self.say("ended", &[("how", &how)]),
        }
    }

    fn how(&self, how: &How) -> String {
        match how {
            How::Exit(exit) => {
                let error = self.actor().and_then(|actor| actor.exception.as_deref());
                match error.filter(|_| *exit == 1) {
                    Some(error) => self.say(
                        "how_exit_raised",
                        &[("code", &exit.to_string()), ("value", &brief(error))],
                    ),
                    None => self.say("how_exit", &[("code", &exit.to_string())]),
                }
            }
            How::Signal(number) => {
                let name = Signal::try_from(*number).map_or("?", Signal::as_str);
                self.say(
                    "how_signal",
                    &[("signal", &number.to_string()), ("name", name)],
                )
            }
            How::Return(value) => self.say("how_return", &[("value", &code(value))]),
            How::Raise(exception) => self.say("how_raise", &[("value", &code(exception))]),
        }
    }
}

/// Whether this signal has ended a process.
fn died_of(actor: &Actor, signal: &str) -> bool {
    match actor.zombie_status.map(waited) {
        Some(How::Signal(number)) => {
            Signal::try_from(number).is_ok_and(|known| known.as_str() == signal)
        }
        _ => false,
    }
}

/// What a wait status says (`wait(2)`): the low seven bits are a signal, the byte above them an exit code.
fn waited(status: i32) -> How {
    match status & 0x7f {
        0 => How::Exit((status >> 8) & 0xff),
        signal => How::Signal(signal),
    }
}

/// The last item of a Python list of numbers: `4714` of `[0, 4714]`; of anything else the text itself.
fn last_item(list: &str) -> &str {
    let inner = list.trim();
    let inner = inner.strip_prefix('[').unwrap_or(inner);
    let inner = inner.strip_suffix(']').unwrap_or(inner);
    inner.rsplit(',').next().unwrap_or_default().trim()
}
