//! What is told of a process that is another program.
//!
//! Never knows what that does.

use crate::narrate::Teller;
use crate::narrate::markup::code;
use crate::world::Actor;

impl Teller<'_> {
    /// That a process is another program: from its start, or from an `exec` on; or that none came of that.
    pub(super) fn program(&self, actor: &Actor, program: &str) -> String {
        let key = match actor.name.strip_prefix(program) {
            _ if program.is_empty() => "program_not",
            Some(rest) if rest.starts_with('-') => "program",
            _ => "program_now",
        };
        self.say(key, &[("program", &code(program))])
    }
}
