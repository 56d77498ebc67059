//! The scenes of a script: those for which its run has told something.
//!
//! Never knows how one is drawn.

use crate::lessons::Scene;
use crate::protocol::Kind;
use crate::protocol::keys::READY;
use crate::world::World;

/// The scenes that have something to show of this world, in the order in which a key goes through them.
pub fn scenes(world: &World) -> Vec<Scene> {
    let of = |kind| world.actors().filter(move |actor| actor.kind == kind);
    let things = world.things();
    let shares = !(things.locks.is_empty() && things.variables.is_empty());
    let there_is = |scene: &Scene| match scene {
        Scene::Calls => world.actors().any(|actor| !actor.frames.is_empty()),
        Scene::Tree | Scene::Kin => of(Kind::Process).nth(1).is_some(),
        Scene::Threads => shares && of(Kind::Thread).next().is_some(),
        Scene::Queues => world.queues().next().is_some(),
        Scene::EventLoop => world.queue(READY).is_some(),
        Scene::Chain => world.queue(READY).is_none() && of(Kind::Coroutine).next().is_some(),
        _ => true,
    };
    let all = [
        Scene::Program,
        Scene::Calls,
        Scene::EventLoop,
        Scene::Chain,
        Scene::Threads,
        Scene::Queues,
        Scene::Tree,
        Scene::Kin,
    ];
    all.into_iter().filter(there_is).collect()
}
