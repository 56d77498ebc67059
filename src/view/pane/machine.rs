//! What a measured figure is to be read beside: the machine's processors, and how many programs want one.
//!
//! Never knows what was measured.

use crate::protocol::ActorId;
use crate::protocol::keys::{CORES, GOT, LOAD};
use crate::view::cx::Cx;
use crate::world::World;

/// Which share of the processors that it wants a way must be given, or its figures say nothing.
const ENOUGH: f64 = 0.8;

/// `2 cores, load 0.4`, with a word on a machine that is busy; None: nothing was measured yet.
pub(super) fn words(cx: &Cx<'_>, world: &World) -> Option<String> {
    let main = world.actor(&ActorId::root())?;
    let (cores, load) = (main.fact(CORES)?, main.fact(LOAD)?);
    let number = |text: &str| text.parse::<f64>().unwrap_or(0.0);
    let given = main.facts.iter().filter_map(|fact| {
        let (_, what) = fact.key.rsplit_once(' ')?;
        fact.value.split_once('/').filter(|_| what == GOT)
    });
    let short = given.filter(|(got, wanted)| number(got) < ENOUGH * number(wanted));
    let least = short.min_by(|one, other| number(one.0).total_cmp(&number(other.0)));
    if let Some((got, wanted)) = least {
        return Some(cx.say("machine.short", &[("got", got), ("cores", wanted)]));
    }
    // What was measured wanted a processor as well: less than a whole one too many says nothing.
    let busy = number(load) >= number(cores) + 1.0;
    let key = if busy { "machine.busy" } else { "machine.is" };
    Some(cx.say(key, &[("cores", cores), ("load", load)]))
}
