//! What holds of every trace: time travel equals folding, lines read back as they were written, faults are errors.
#![expect(
    clippy::unwrap_used,
    reason = "a generated trace is possible by construction"
)]

mod additions;

use std::collections::BTreeMap;
use std::sync::Arc;

use concurrium::history::{History, KEYFRAME_EVERY};
use concurrium::i18n::Lang;
use concurrium::narrate;
use concurrium::protocol::{
    ActorId, After, Call, Comes, Does, Event, Fate, Frames, Header, How, Ids, Kind, Source, Spot,
    State, Stream, VERSION, What,
};
use concurrium::trace;
use concurrium::world::World;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::chance::{asked, times};

/// Always the same cases, a sample of so many, so that a run says the same each time; `PROPERTIES=7` tries others.
pub(crate) fn cases(sample: u32) -> ProptestConfig {
    let cases = u32::try_from(times(sample.into())).expect("not that many");
    let seed = asked("PROPERTIES", 0x0C04_C0E2);
    println!("PROPERTIES={seed}");
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// One draw of chance: which actor, what happens to it, with which details.
type Draw = (u16, u8, u8, String);

fn draws(longest: usize) -> impl Strategy<Value = Vec<Draw>> {
    // Texts of all sorts: code, markup, controls, quotes, other scripts.
    let text = prop_oneof![
        "[a-z]{0,6}",
        "[`*_{}<>\\\\\\[\\]\"' ]{0,8}",
        "\\PC{0,6}",
        any::<String>().prop_map(|text| text.chars().take(6).collect()),
    ];
    vec((any::<u16>(), any::<u8>(), any::<u8>(), text), 0..longest)
}

/// Whether it is a thread, and no generator in one.
fn is_thread(id: &ActorId) -> bool {
    id.as_str()
        .rsplit(['/', '.'])
        .next()
        .is_some_and(|last| last.starts_with('t'))
}

/// Makes a possible trace of whatever was drawn: actors are born by those alive, and do nothing after their end.
#[derive(Default)]
struct Maker {
    events: Vec<Event>,
    /// Everyone who is born and has not ended.
    alive: Vec<ActorId>,
    /// How many children, threads and generators each made so far.
    made: BTreeMap<(ActorId, u8), u32>,
}

impl Maker {
    fn trace(draws: &[Draw]) -> Vec<Event> {
        let mut maker = Maker::default();
        if let Some((_, _, _, name)) = draws.first() {
            maker.bear(ActorId::root(), Kind::Process, None, name);
        }
        for draw in draws.iter().skip(1) {
            maker.draw(draw);
        }
        maker.events
    }

    fn draw(&mut self, (who, what, detail, text): &Draw) {
        let actor = self.alive[usize::from(*who) % self.alive.len()].clone();
        match what % 12 {
            0..=2 => self.bear_one(&actor, what % 3, text),
            // The first process outlives all, so that there is always somebody.
            3 if actor != ActorId::root() => {
                self.alive.retain(|alive| *alive != actor);
                self.end_threads_of(&actor);
                let reaped_by = detail.is_multiple_of(2).then(ActorId::root);
                let how = how(*detail, text);
                self.event(actor, What::Ended { how, reaped_by });
            }
            other => {
                let what = happens(other, *detail, text);
                if let What::State { state, .. } = &what
                    && matches!(state, State::Zombie | State::Ended)
                {
                    self.end_threads_of(&actor);
                }
                self.event(actor, what);
            }
        }
    }

    /// Threads end with their process.
    fn end_threads_of(&mut self, process: &ActorId) {
        let ends = |one: &ActorId| is_thread(one) && one.process() == process.as_str();
        self.alive.retain(|alive| !ends(alive));
    }

    fn bear_one(&mut self, parent: &ActorId, kind: u8, name: &str) {
        let host = parent.host();
        // Only processes fork and start threads in this model.
        let process: ActorId = parent.process().parse().unwrap();
        let by = if kind == 2 { host } else { process };
        let count = self.made.entry((by.clone(), kind)).or_default();
        *count += 1;
        let (id, kind) = match kind {
            0 => (by.child(*count), Kind::Process),
            1 => (by.thread(*count), Kind::Thread),
            _ => (by.generator(*count), Kind::Coroutine),
        };
        // A name is bounded; so is how deep a family can be told.
        if id.as_str().len() < 60 {
            self.bear(id, kind, Some(parent.clone()), name);
        }
    }

    fn bear(&mut self, id: ActorId, kind: Kind, parent: Option<ActorId>, name: &str) {
        let number = i32::try_from(self.events.len()).ok();
        let ids = Ids {
            pid: number.filter(|_| kind == Kind::Process),
            ppid: number,
            tid: number.filter(|_| kind == Kind::Thread),
            ..Ids::default()
        };
        self.alive.push(id.clone());
        let name = name.to_owned();
        self.event(
            id,
            What::Born {
                kind,
                parent,
                name,
                ids,
            },
        );
    }

    fn event(&mut self, actor: ActorId, what: What) {
        let seq = self.events.len() as u64 + 1;
        self.events.push(Event {
            seq,
            t_ns: seq * 7,
            actor,
            what,
        });
    }
}

fn how(detail: u8, text: &str) -> How {
    match detail % 4 {
        0 => How::Exit(detail.into()),
        1 => How::Signal(detail.into()),
        2 => How::Return(text.into()),
        _ => How::Raise(text.into()),
    }
}

/// Calls told anew, or none any more.
fn frames(detail: u8, text: &str) -> Frames {
    let call = Call {
        function: Arc::from(text),
        line: detail.into(),
        file: detail.is_multiple_of(4).then(|| Arc::from(text)),
        locals: vec![(Arc::from("x"), Arc::from(text))],
    };
    Frames {
        calls: vec![call; usize::from(detail) % 5],
        left_out: u32::from(detail) % 3,
        ..Frames::default()
    }
}

fn happens(what: u8, detail: u8, text: &str) -> What {
    use Fate::{Caught, Kept, Propagates, Raised, Uncaught};
    let sources = [Source::Kernel, Source::Demo, Source::Model];
    let source = sources[usize::from(detail) % 3];
    let word: Arc<str> = Arc::from(text);
    let text = text.to_owned();
    let number = u32::from(detail);
    match what {
        3 | 4 => What::Line(Spot {
            cue: word,
            line: number,
            rust: number,
            file: None,
            function: None,
            text: None,
            does: vec![Does {
                call: Arc::from("lock_with"),
                on: Some(Arc::from(&*text)),
                now: Some(Arc::from("held")),
                n: Some(u64::from(number)),
                of: None,
                who: detail.is_multiple_of(3).then(ActorId::root),
            }],
            after: detail.is_multiple_of(5).then_some(After::Call),
            frames: detail
                .is_multiple_of(2)
                .then(|| Box::new(frames(detail, &text))),
        }),
        5 => What::Fact {
            key: if detail.is_multiple_of(3) {
                Arc::from("fork")
            } else {
                word
            },
            value: if detail.is_multiple_of(2) {
                format!("[0, {detail}]")
            } else {
                text
            },
            source,
        },
        6 if detail.is_multiple_of(3) => What::Exception {
            text: word,
            fate: [Raised, Propagates, Caught, Kept, Uncaught][usize::from(detail / 3) % 5],
            line: detail.is_multiple_of(2).then_some(number),
            file: None,
            function: Some(Arc::from(text)),
        },
        6 => What::blocked(word, detail.is_multiple_of(2).then(ActorId::root)),
        7 => What::Unblocked { on: word },
        8 => {
            let verbs = [
                "put", "get", "send", "yield", "throw", "close", "next", "wave",
            ];
            let verb = verbs[usize::from(detail) % verbs.len()];
            let (from, to) = match verb {
                "put" => ("p0", "tasks"),
                "get" => ("tasks", "p0"),
                _ => ("p0", "p0.g1"),
            };
            What::Message {
                from: from.into(),
                to: to.into(),
                verb: Arc::from(verb),
                value: text,
            }
        }
        9 => What::Outcome {
            verb: Arc::from("send"),
            call: text.clone(),
            result: [Comes::Yield, Comes::Return, Comes::Raise][usize::from(detail) % 3],
            value: detail.is_multiple_of(2).then(|| text.clone()),
            exception: (detail % 3 == 2).then_some(text),
        },
        10 if detail.is_multiple_of(5) => What::Refused {
            what: word,
            why: text,
            said: None,
        },
        10 => What::output(
            [Stream::Stdout, Stream::Stderr][usize::from(detail) % 2],
            text,
        ),
        _ => {
            let states = [
                State::Created,
                State::Running,
                State::Ready,
                State::Blocked,
                State::Suspended,
                State::Zombie,
            ];
            let state = states[usize::from(detail) % states.len()];
            let status = (state == State::Zombie).then(|| i32::from(detail) * 7);
            What::State {
                state,
                source,
                status,
            }
        }
    }
}

fn possible(events: &[Event]) -> History {
    let mut history = History::default();
    for event in events {
        history.push(event.clone()).unwrap();
    }
    history
}

/// Pushes until something is impossible; how many were taken.
fn taken(events: &[Event]) -> usize {
    let mut history = History::default();
    let refused = events.iter().position(|event| {
        let before = history.live().clone();
        let refused = history.push(event.clone()).is_err();
        assert!(
            !refused || *history.live() == before,
            "a refused event changes nothing"
        );
        refused
    });
    refused.unwrap_or(events.len())
}

proptest! {
    #![proptest_config(cases(16))]

    #[test]
    fn seeking_equals_folding(draws in draws(3 * KEYFRAME_EVERY), stride in 1usize..60) {
        let events = Maker::trace(&draws);
        let history = possible(&events);
        let mut world = World::default();
        for position in 0..=events.len() {
            if let Some(event) = position.checked_sub(1).map(|at| &events[at]) {
                world.apply(event).unwrap();
            }
            let near_keyframe = (position + 1) % KEYFRAME_EVERY < 3;
            if near_keyframe || position.is_multiple_of(stride) || position == events.len() {
                prop_assert_eq!(&history.seek(position), &world, "after {}", position);
            }
        }
        prop_assert_eq!(history.live(), &world);
    }

    #[test]
    fn beats_lanes_and_outputs_agree_with_the_events(draws in draws(400)) {
        let events = Maker::trace(&draws);
        let history = possible(&events);
        for at in 0..=history.len() {
            let (before, after) = (history.beat_before(at), history.beat_after(at));
            prop_assert!(before < at || before == 0);
            prop_assert!(after > at || after == history.len());
            prop_assert!(history.beat_at(before) <= history.beat_at(at));
            // There and back again, from a beat.
            if history.beat_at(after) > history.beat_at(at) {
                prop_assert_eq!(history.beat_at(after), history.beat_at(at) + 1);
                prop_assert!(history.beat_before(after) <= at);
                prop_assert_eq!(history.beat_event(after).unwrap().seq, after as u64);
            }
            let printed = events[..at]
                .iter()
                .filter(|event| matches!(event.what, What::Output { .. }));
            prop_assert_eq!(history.outputs_until(at), printed.count());
        }
        prop_assert_eq!(history.outputs().len(), history.outputs_until(history.len()));
        prop_assert_eq!(history.beats(), history.beat_at(history.len()));
        for (lane, actor) in history.lanes().iter().zip(history.live().actors()) {
            prop_assert_eq!(&lane.actor, &actor.id);
            prop_assert_eq!(lane.spans[0].0 as u64, actor.born);
            prop_assert_eq!(lane.spans.last().unwrap().1, actor.state);
            prop_assert!(lane.spans.is_sorted_by(|a, b| a.0 < b.0 && a.1 != b.1));
        }
    }

    #[test]
    fn the_tree_holds_everybody_each_right_after_its_parents_subtree_began(draws in draws(300)) {
        let history = possible(&Maker::trace(&draws));
        let tree = history.live().tree();
        prop_assert_eq!(tree.len(), history.live().actors().len());
        // The path from the root to the row before: a row's parent is on it, at the row's depth.
        let mut path: Vec<&ActorId> = Vec::new();
        for branch in &tree {
            path.truncate(branch.last.len());
            prop_assert_eq!(branch.actor.parent.as_ref(), path.last().copied());
            path.push(&branch.actor.id);
        }
        for branch in &tree {
            let youngest = branch.actor.parent.as_ref().is_none_or(|parent| {
                history.live().children(parent).last().unwrap().id == branch.actor.id
            });
            prop_assert_eq!(branch.last.last().copied().unwrap_or(true), youngest);
        }
    }

    #[test]
    fn a_trace_reads_back_as_it_was_written(draws in draws(150)) {
        let events = Maker::trace(&draws);
        let header = Header {
            concurrium: VERSION,
            lesson: "fork-tree".into(),
            knobs: concurrium::protocol::Settings::default(),
            listing: None,
            schedule: None,
            python: None,
        };
        let mut file = Vec::new();
        trace::write_header(&mut file, &header, &trace::Beside::default()).unwrap();
        for event in &events {
            let line = serde_json::to_string(event).unwrap();
            prop_assert!(!line.contains('\n'));
            prop_assert_eq!(&serde_json::from_str::<Event>(&line).unwrap(), event);
            trace::write_event(&mut file, event).unwrap();
        }
        let lines = events.into_iter().map(Into::into).collect();
        prop_assert_eq!(trace::read(&*file).unwrap(), (header, lines));
    }

    #[test]
    fn sentences_are_one_line_of_known_words(draws in draws(200)) {
        let mut world = World::default();
        for event in Maker::trace(&draws) {
            world.apply(&event).unwrap();
            for lang in Lang::ALL {
                if let Some(said) = narrate::sentence(&event, &world, lang) {
                    let plain = narrate::plain(&said);
                    prop_assert!(!plain.chars().any(char::is_control), "{said:?}");
                    prop_assert!(!said.contains("⟨narrate."), "{said:?}");
                    for open in ["{actor}", "{value}", "{key}", "{how}", "{parent}"] {
                        prop_assert!(!said.contains(open), "{said:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_missing_doubled_swapped_or_strange_event_is_refused(
        draws in draws(120),
        at in any::<prop::sample::Index>(),
    ) {
        let events = Maker::trace(&draws);
        prop_assume!(events.len() > 2);
        let at = at.index(events.len() - 1);

        let mut dropped = events.clone();
        dropped.remove(at);
        prop_assert_eq!(taken(&dropped), at);

        let mut doubled = events.clone();
        doubled.insert(at, events[at].clone());
        prop_assert_eq!(taken(&doubled), at + 1);

        let mut swapped = events.clone();
        swapped.swap(at, at + 1);
        prop_assert_eq!(taken(&swapped), at);

        let mut strange = events.clone();
        strange[at + 1].actor = "p0/999.t999".parse().unwrap();
        if !matches!(strange[at + 1].what, What::Born { .. }) {
            prop_assert_eq!(taken(&strange), at + 1);
        }

        // Numbered anew, a gap may go unseen, or a birth be missing: either way it is no panic.
        for (event, seq) in dropped.iter_mut().zip(1..) {
            event.seq = seq;
        }
        prop_assert!(taken(&dropped) <= dropped.len());
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn no_bytes_are_too_strange_to_be_refused(bytes in vec(any::<u8>(), 0..300)) {
        let _ = trace::read(&*bytes);
        let mut file = br#"{"concurrium":1,"lesson":"x","knobs":{}}"#.to_vec();
        file.push(b'\n');
        file.extend(&bytes);
        if let Err(bad) = trace::read(&*file) {
            prop_assert!(bad.line >= 2);
            prop_assert!(bad.good.is_some());
        }
    }

    #[test]
    fn a_damaged_trace_is_read_told_and_drawn_as_far_as_it_goes(
        draws in draws(40),
        damage in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut file = br#"{"concurrium":1,"lesson":"x","knobs":{}}"#.to_vec();
        file.push(b'\n');
        for event in Maker::trace(&draws) {
            trace::write_event(&mut file, &event).unwrap();
        }
        for (at, byte) in damage {
            let at = at.index(file.len());
            file[at] = byte;
        }
        let good = match trace::read(&*file) {
            Ok(good) => Some(good),
            Err(bad) => bad.good.map(|good| *good),
        };
        let mut world = World::default();
        for line in good.map(|(_, lines)| lines).unwrap_or_default() {
            let _ = world.apply(&line.event);
            let _ = narrate::sentence(&line.event, &world, Lang::Zh);
            prop_assert_eq!(world.tree().len(), world.actors().len());
        }
    }
}
