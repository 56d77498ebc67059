//! One event more: what it changes in the world, or why it can't follow.
//!
//! Every check comes before the first change, so an impossible event leaves the world as it was.
//! Never knows where events come from: they are not trusted.

use std::sync::Arc;

use super::{Actor, CameOut, Fact, Impossible, Passed, Place, Queue, World};
use crate::protocol::{ActorId, Event, How, Kind, Source, State, What};

impl World {
    /// Adds an event.
    ///
    /// # Errors
    /// The event can't follow: a gap in `seq`, an actor nobody bore or that has ended, a second birth. The world is then as before.
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
            (What::Born { .. }, Some(_)) => {
                return Err(impossible(format!("{} is born twice", event.actor)));
            }
            (What::Born { parent, .. }, None) => {
                self.check_parent(parent.as_ref()).map_err(impossible)?;
                self.bear(event);
            }
            (_, None) => {
                return Err(impossible(format!("{} was never born", event.actor)));
            }
            (what, Some(at)) => {
                // The kernel and the actor may both report an end, in either order; and a signal to it comes too late.
                let late = matches!(
                    what,
                    What::Ended { .. } | What::State { .. } | What::Refused { .. }
                );
                if self.actors[at].state == State::Ended && !late {
                    return Err(impossible(format!("{} has ended", event.actor)));
                }
                Arc::make_mut(&mut self.actors[at]).change(event);
                self.note(event);
            }
        }
        self.seq = event.seq;
        self.t_ns = event.t_ns;
        self.last_actor = Some(event.actor.clone());
        Ok(())
    }

    fn check_parent(&self, parent: Option<&ActorId>) -> Result<(), String> {
        match parent {
            Some(parent) if self.birth_order(parent).is_none() => {
                Err(format!("its parent {parent} was never born"))
            }
            None if !self.actors.is_empty() => {
                Err("only the first process of a run has no parent".into())
            }
            _ => Ok(()),
        }
    }

    fn bear(&mut self, event: &Event) {
        let What::Born {
            kind,
            parent,
            name,
            ids,
        } = &event.what
        else {
            return;
        };
        Arc::make_mut(&mut self.index).insert(event.actor.clone(), self.actors.len());
        self.actors.push(Arc::new(Actor {
            id: event.actor.clone(),
            kind: *kind,
            parent: parent.clone(),
            name: name.clone(),
            ids: *ids,
            state: match kind {
                Kind::Process | Kind::Thread => State::Running,
                Kind::Coroutine => State::Created,
            },
            state_source: Source::Demo,
            at: None,
            standing: false,
            blocked_on: None,
            owner: None,
            stopped_in: None,
            facts: Vec::new(),
            zombie_status: None,
            how: None,
            reaped_by: None,
            born: event.seq,
            touched: event.seq,
        }));
    }

    /// What an event changes outside its actor: the queues and the last things that happened.
    fn note(&mut self, event: &Event) {
        match &event.what {
            What::Message {
                from,
                to,
                verb,
                value,
            } => {
                match &**verb {
                    "put" if is_thing(to) => self.queue_mut(to).put(value),
                    "get" if is_thing(from) => self.queue_mut(from).get(value),
                    _ => {}
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
            What::Refused { what, why } => {
                self.last_refusal = Some(Arc::new((what.to_string(), why.clone())));
            }
            _ => {}
        }
    }

    fn queue_mut(&mut self, name: &str) -> &mut Queue {
        Arc::make_mut(self.queues.entry(Arc::from(name)).or_default())
    }
}

impl Queue {
    fn put(&mut self, value: &str) {
        self.put += 1;
        match self.early.iter().position(|taken| taken == value) {
            Some(at) => drop(self.early.remove(at)),
            None => self.items.push(value.to_owned()),
        }
    }

    /// Takes the oldest item equal to `value`. Threads report in another order than they put and took, now and then:
    /// so it need not be the first one, nor be there already.
    fn get(&mut self, value: &str) {
        self.got += 1;
        match self.items.iter().position(|item| item == value) {
            Some(at) => drop(self.items.remove(at)),
            None => self.early.push(value.to_owned()),
        }
    }
}

/// A name that isn't an actor's is a thing's: a queue's.
fn is_thing(name: &str) -> bool {
    name.parse::<ActorId>().is_err()
}

fn place(cue: &Arc<str>, line: u32, rust: u32) -> Place {
    let cue = Arc::clone(cue);
    Place { cue, line, rust }
}

impl Actor {
    /// What an event of this actor changes in it.
    fn change(&mut self, event: &Event) {
        self.touched = event.seq;
        match &event.what {
            What::Line { cue, line, rust } => {
                self.at = Some(place(cue, *line, *rust));
                self.become_state(State::Ready, Source::Demo);
                self.standing = true;
            }
            What::Passes { cue, line, rust } => {
                self.at = Some(place(cue, *line, *rust));
                self.become_state(State::Running, Source::Demo);
            }
            What::Blocked { on, owner } => {
                self.become_state(State::Blocked, Source::Demo);
                self.blocked_on = Some(Arc::clone(on));
                self.owner.clone_from(owner);
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
                    _ => {
                        self.become_state(*state, *source);
                        if *state == State::Zombie {
                            self.zombie_status = *status;
                        }
                    }
                }
            }
            What::Ended { how, reaped_by } => self.end(how, reaped_by.as_ref()),
            What::Fact { key, value, source } => self.learn(key, value, *source, event.seq),
            // By hand the student may do all of these while the actor stands before its line.
            What::Born { .. }
            | What::Message { .. }
            | What::Outcome { .. }
            | What::Output { .. }
            | What::Refused { .. } => {}
        }
    }

    fn become_state(&mut self, state: State, source: Source) {
        self.state = state;
        self.state_source = source;
        self.standing &= state == State::Ready;
        self.blocked_on = None;
        self.owner = None;
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
        self.how.get_or_insert_with(|| how.clone());
        if self.reaped_by.is_none() {
            self.reaped_by = reaped_by.cloned();
        }
    }

    fn learn(&mut self, key: &Arc<str>, value: &str, source: Source, since: u64) {
        let fact = Fact {
            key: Arc::clone(key),
            value: value.to_owned(),
            source,
            since,
        };
        match self.facts.iter_mut().find(|known| known.key == *key) {
            Some(known) => *known = fact,
            None => self.facts.push(fact),
        }
    }
}
