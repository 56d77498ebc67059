//! One event more: what it changes in the world, or why it can't follow.
//!
//! Every check comes before the first change, so an impossible event leaves the world as it was.
//! Never knows where events come from: they are not trusted.

use std::sync::Arc;

use crate::protocol::keys::{BY_HAND, CHOSEN, Key};
use crate::protocol::limits::{
    Beyond, MOST_ACTORS, MOST_FACTS, MOST_FACTS_OF_ONE, MOST_GENERATIONS, MOST_QUEUED, MOST_QUEUES,
};
use crate::protocol::{ActorId, Event, Fate, How, Kind, Source, Spot, State, What};
use crate::world::{
    Actor, CameOut, Fact, Facts, Frames, Impossible, Passed, Place, Queue, Refusal, World,
};

/// How a refusal is called that says that no more of what one prints is told.
const PRINTED_MORE: &str = "refused.script_printed";

/// What drives a generator.
const DRIVES: [&str; 4] = ["next", "send", "throw", "close"];

/// Whether a generator is driven by this, or was: one that isn't made yet has no name, and nothing is changed.
fn reaches_a_generator(what: &What) -> bool {
    match what {
        What::Message { verb, .. } => DRIVES.contains(&&**verb),
        What::Outcome {
            verb, exception, ..
        } => {
            let nobody = |exception: &String| exception.starts_with("NameError");
            DRIVES.contains(&&**verb) && !exception.as_ref().is_some_and(nobody)
        }
        _ => false,
    }
}

impl World {
    /// Adds an event.
    ///
    /// # Errors
    /// The event can't follow: a gap in `seq`, an actor nobody bore or that has ended, a second birth, more than a run may have. The world is then as before.
    pub fn apply(&mut self, event: &Event) -> Result<(), Impossible> {
        let impossible = |why: String| Impossible {
            seq: event.seq,
            why,
        };
        if event.seq.checked_sub(1) != Some(self.seq) {
            return Err(impossible(format!(
                "it should be number {}",
                self.seq.saturating_add(1)
            )));
        }
        let known = self.birth_order(&event.actor);
        match (&event.what, known) {
            // Passed over, whoever it happened to: that may be somebody of a kind that isn't known either.
            (What::Unknown { .. }, _) => {
                self.seq = event.seq;
                self.t_ns = event.t_ns;
                return Ok(());
            }
            (What::Born { .. }, Some(_)) => {
                return Err(impossible(format!("{} is born twice", event.actor)));
            }
            (What::Born { parent, .. }, None) => {
                let generation = self.generation_of(parent.as_ref()).map_err(impossible)?;
                self.bear(event, generation);
            }
            (_, None) => {
                return Err(impossible(format!("{} was never born", event.actor)));
            }
            (what, Some(at)) => {
                // The kernel and the actor may both report an end, in either order; a signal to it comes too late, and what it has printed on a terminal is read late.
                let late = matches!(
                    what,
                    What::Ended { .. }
                        | What::State { .. }
                        | What::Refused { .. }
                        | What::Output { .. }
                        | What::Fact {
                            source: Source::Kernel,
                            ..
                        }
                );
                // Of a thread that has ended with its process nobody has said so: what it says itself is believed.
                let ended = self.actors[at].state == State::Ended && self.actors[at].how.is_some();
                if ended && !late {
                    return Err(impossible(format!("{} has ended", event.actor)));
                }
                if let What::Line(spot) | What::Passes(spot) = what
                    && let Some(frames) = &spot.frames
                    && let Some(why) = self.actors[at].frames.refuses(frames)
                {
                    return Err(impossible(why));
                }
                self.check_room(at, what)
                    .map_err(|beyond| impossible(beyond.to_string()))?;
                let before = self.comes_to(what);
                let was_gone = self.actors[at].is_gone();
                let actor = Arc::make_mut(&mut self.actors[at]);
                actor.change(event);
                if let (What::Line(_) | What::Passes(_), Some(place)) = (what, &mut actor.at) {
                    place.before = before;
                }
                self.note(event);
                if !was_gone && self.actors[at].is_gone() {
                    self.end_threads_of(at);
                }
            }
        }
        self.seq = event.seq;
        self.t_ns = event.t_ns;
        // What the library's own do is nothing to look at, unless one runs the program's lines.
        let unseen = |actor: &Actor| actor.is_helper() && !actor.standing;
        if !self.actor(&event.actor).is_some_and(unseen) {
            self.last_actor = Some(event.actor.clone());
        }
        Ok(())
    }

    /// The generation of an actor that is born to this parent.
    fn generation_of(&self, parent: Option<&ActorId>) -> Result<u16, String> {
        if self.actors.len() == MOST_ACTORS {
            return Err(Beyond::Actors.to_string());
        }
        match parent {
            Some(parent) => match self.actor(parent) {
                None => Err(format!("its parent {parent} was never born")),
                Some(parent) if parent.generation == MOST_GENERATIONS => {
                    Err(Beyond::Generations.to_string())
                }
                Some(parent) => Ok(parent.generation + 1),
            },
            None if self.actors.is_empty() => Ok(1),
            None => Err("only the first process of a run has no parent".into()),
        }
    }

    /// Whether there is room for what an event of this actor adds, and if so counts it.
    fn check_room(&mut self, at: usize, what: &What) -> Result<(), Beyond> {
        match what {
            What::Fact { key, .. } if self.actors[at].facts.get(key).is_none() => {
                if self.actors[at].facts.len() == MOST_FACTS_OF_ONE {
                    return Err(Beyond::FactsOfOne);
                }
                if self.facts == MOST_FACTS {
                    return Err(Beyond::Facts);
                }
                self.facts += 1;
            }
            What::Message {
                from,
                to,
                verb,
                value,
            } => {
                let Some((name, puts)) = queue_of(from, to, verb) else {
                    return Ok(());
                };
                let queue = self.queues.get(name);
                if queue.is_none() && self.queues.len() == MOST_QUEUES {
                    return Err(Beyond::Queues);
                }
                let grows = match queue {
                    Some(queue) if puts => !queue.is_owed(value),
                    Some(queue) => !queue.holds(value),
                    None => true,
                };
                if grows && self.queued == MOST_QUEUED {
                    return Err(Beyond::Queued);
                }
                self.queued = if grows {
                    self.queued + 1
                } else {
                    self.queued - 1
                };
            }
            _ => {}
        }
        Ok(())
    }

    fn bear(&mut self, event: &Event, generation: u16) {
        let What::Born {
            kind,
            parent,
            name,
            ids,
        } = &event.what
        else {
            return;
        };
        let at = self.actors.len();
        Arc::make_mut(&mut self.index).insert(event.actor.clone(), at);
        let process = self.process_of(&event.actor);
        if let (true, Some(process)) = (*kind != Kind::Process, process) {
            let within = Arc::make_mut(&mut self.within);
            within.entry(process).or_default().push(at);
        }
        self.actors.push(Arc::new(Actor {
            id: event.actor.clone(),
            kind: *kind,
            parent: parent.clone().map(|parent| self.shared_id(parent)),
            generation,
            name: name.clone(),
            ids: *ids,
            state: match kind {
                Kind::Process | Kind::Thread => State::Running,
                Kind::Coroutine => State::Created,
            },
            state_source: Source::Demo,
            at: None,
            frames: Frames::default(),
            exception: None,
            standing: false,
            blocked_on: None,
            owner: None,
            parked: false,
            until_ns: None,
            wants_input: false,
            prompts: 0,
            stopped_in: None,
            facts: Facts::default(),
            zombie_status: None,
            how: None,
            reaped_by: None,
            born: event.seq,
            touched: event.seq,
        }));
    }

    /// What an event changes outside its actor: the queues and the last things that happened.
    fn note(&mut self, event: &Event) {
        if let What::Fact { key, .. } = &event.what {
            self.steered |= matches!(&**key, BY_HAND | CHOSEN);
        }
        if reaches_a_generator(&event.what) {
            let by = self.actor(&event.actor);
            self.steered |= by.is_some_and(|by| by.kind == Kind::Process && by.standing);
        }
        match &event.what {
            What::Fact { key, .. } if matches!(Key::of(key), Key::Lock(_)) => {
                let of = self.process_of(&event.actor);
                if let (Some(process), Some(by)) = (of, self.birth_order(&event.actor)) {
                    let told = self.locks.get(key).and_then(|told| told.get(&process));
                    if told != Some(&by) {
                        let locks = Arc::make_mut(&mut self.locks);
                        let told = locks.entry(Arc::clone(key)).or_default();
                        told.insert(process, by);
                    }
                }
            }
            What::Message {
                from,
                to,
                verb,
                value,
            } => {
                match queue_of(from, to, verb) {
                    Some((name, true)) => self.queue_mut(name).put(value),
                    Some((name, false)) => self.queue_mut(name).get(value),
                    None => {}
                }
                self.last_message = Some(Arc::new(Passed {
                    seq: event.seq,
                    from: from.clone(),
                    to: to.clone(),
                    verb: Arc::clone(verb),
                    value: value.clone(),
                }));
            }
            What::Outcome {
                call,
                result,
                value,
                exception,
                ..
            } => {
                let text = exception.as_ref().or(value.as_ref());
                self.last_outcome = Some(Arc::new(CameOut {
                    seq: event.seq,
                    call: call.clone(),
                    result: *result,
                    text: text.cloned().unwrap_or_else(|| "None".into()),
                }));
            }
            What::Refused { what, why, said } => {
                let key = said.as_ref().map(|said| &*said.key);
                self.has_printed_more |= key == Some(PRINTED_MORE);
                self.last_refusal = Some(Arc::new(Refusal {
                    what: what.to_string(),
                    why: why.clone(),
                    said: said.clone(),
                }));
            }
            _ => {}
        }
    }

    /// With a process its threads end, those too that nobody has waited for, and with its memory its suspended frames.
    fn end_threads_of(&mut self, process: usize) {
        for &at in self.within.get(&process).into_iter().flatten() {
            if self.actors[at].state != State::Ended {
                Arc::make_mut(&mut self.actors[at]).become_state(State::Ended, Source::Kernel);
            }
        }
    }

    /// How often somebody has come before to the marked line that is come to now.
    fn comes_to(&mut self, what: &What) -> u32 {
        let (What::Line(spot) | What::Passes(spot)) = what else {
            return 0;
        };
        let been = Arc::make_mut(&mut self.been);
        let times = been.entry(Arc::clone(&spot.cue)).or_default();
        let before = *times;
        *times = times.saturating_add(1);
        before
    }

    fn queue_mut(&mut self, name: &str) -> &mut Queue {
        Arc::make_mut(self.queues.entry(Arc::from(name)).or_default())
    }
}

/// The queue that a message puts a value into (true) or takes one out of, if it does; a name that isn't an actor's is a thing's.
fn queue_of<'a>(from: &'a str, to: &'a str, verb: &str) -> Option<(&'a str, bool)> {
    match verb {
        "put" if !ActorId::is_one(to) => Some((to, true)),
        "get" if !ActorId::is_one(from) => Some((from, false)),
        _ => None,
    }
}

impl Actor {
    /// What an event of this actor changes in it.
    fn change(&mut self, event: &Event) {
        self.touched = event.seq;
        match &event.what {
            What::Line(spot) => {
                self.is_at(spot);
                self.become_state(State::Ready, Source::Demo);
                self.standing = true;
            }
            What::Passes(spot) => {
                self.is_at(spot);
                self.become_state(State::Running, Source::Demo);
            }
            What::Blocked {
                on,
                owner,
                parked,
                until_ns,
                input,
            } => {
                self.become_state(State::Blocked, Source::Demo);
                self.blocked_on = Some(Arc::clone(on));
                self.owner.clone_from(owner);
                (self.parked, self.until_ns) = (*parked, *until_ns);
                self.wants_input = *input;
                self.prompts += u32::from(self.is_at_prompt());
            }
            What::Unblocked { .. } => self.become_state(State::Running, Source::Demo),
            What::State {
                state,
                source,
                status,
            } => {
                // What has ended stays so, whatever is reported late.
                match (state, source) {
                    _ if self.state == State::Ended => {}
                    (State::Stopped, _) => self.stop(*source),
                    (State::Running, Source::Kernel) if self.stopped_in.is_some() => self.go_on(),
                    // After something was done by hand there, it stands before its line again.
                    (State::Ready, Source::Demo) => {
                        self.become_state(State::Ready, Source::Demo);
                        self.standing = self.at.is_some();
                    }
                    _ => {
                        self.become_state(*state, *source);
                        if *state == State::Zombie {
                            self.zombie_status = *status;
                            self.leaves_its_calls();
                        }
                    }
                }
            }
            What::Ended { how, reaped_by } => self.end(how, reaped_by.as_ref()),
            What::Fact { key, value, source } => self.learn(key, value, *source, event.seq),
            What::Exception { text, fate, .. } => {
                self.exception =
                    (!matches!(fate, Fate::Caught | Fate::Kept)).then(|| Arc::clone(text));
            }
            // By hand the student may do all of these while the actor stands before its line.
            What::Born { .. }
            | What::Source { .. }
            | What::Message { .. }
            | What::Outcome { .. }
            | What::Output { .. }
            | What::Refused { .. }
            | What::Fault { .. }
            | What::Unknown { .. } => {}
        }
    }

    /// Its line is this one, by these calls.
    fn is_at(&mut self, spot: &Spot) {
        if let Some(frames) = &spot.frames {
            self.frames.become_as(frames);
        }
        self.frames.stands_at(spot.line);
        // Line 0: in no line of the script's own.
        self.at = (spot.line > 0).then(|| Place {
            cue: spot.cue.clone(),
            line: spot.line,
            rust: spot.rust,
            file: spot.file.clone(),
            function: spot.function.clone(),
            endless: spot.does.iter().any(|does| &*does.call == "endless"),
            after: spot.after,
            before: 0,
        });
    }

    fn become_state(&mut self, state: State, source: Source) {
        self.state = state;
        self.state_source = source;
        self.standing &= state == State::Ready;
        self.blocked_on = None;
        self.owner = None;
        (self.parked, self.until_ns) = (false, None);
        self.wants_input = false;
        self.stopped_in = None;
    }

    /// A signal stopped it: it stands or waits where it did, but doesn't move. A zombie can't be stopped.
    fn stop(&mut self, source: Source) {
        if !matches!(self.state, State::Stopped | State::Zombie) {
            self.stopped_in = Some(self.state);
            (self.state, self.state_source) = (State::Stopped, source);
        }
    }

    /// It was continued.
    fn go_on(&mut self) {
        if let Some(state) = self.stopped_in.take() {
            (self.state, self.state_source) = (state, Source::Demo);
        }
    }

    /// The first report of an end counts; a later one can only add who waited.
    fn end(&mut self, how: &How, reaped_by: Option<&ActorId>) {
        let source = match self.kind {
            Kind::Process => Source::Kernel,
            Kind::Thread | Kind::Coroutine => Source::Demo,
        };
        self.become_state(State::Ended, source);
        self.leaves_its_calls();
        self.how.get_or_insert_with(|| Arc::new(how.clone()));
        if self.reaped_by.is_none() {
            self.reaped_by = reaped_by.cloned();
        }
    }

    /// Its calls are over; those that an exception went through are still looked at.
    fn leaves_its_calls(&mut self) {
        if self.exception.is_none() {
            self.frames = Frames::default();
        }
    }

    fn learn(&mut self, key: &Arc<str>, value: &str, source: Source, since: u64) {
        self.facts.learn(Fact {
            key: Arc::clone(key),
            value: Arc::from(value),
            source,
            since,
        });
    }
}
