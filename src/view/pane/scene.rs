//! The scenes, a row each: how one is drawn, where what it shows comes from, and what its prompt says.
//!
//! Never knows a lesson: several may have one scene.

use ratatui::text::Span;

use crate::app::Open;
use crate::lessons::{Model, Scene};
use crate::view::cx::{Cx, Draw};
use crate::view::ink::span;
use crate::view::pane::{
    chain, event_loop, frame, gil, itself, kin, memory, pipeline, pool, threads, tree, ways,
    workers,
};

/// What a scene is, to the panes around it.
pub struct Interface {
    /// Draws it.
    pub draw: Draw,
    /// The words, in `[view]`, that say where what it shows comes from.
    pub provenance: &'static str,
    /// What is said when the script is over and something can be done by hand.
    pub prompt: fn(&Cx<'_>, &Open) -> Span<'static>,
}

/// The scene of an opened lesson.
pub fn of(open: &Open) -> Interface {
    let models = by_model(open.play.lesson.model);
    let (draw, provenance): (Draw, &'static str) = match open.play.lesson.scene {
        Scene::Tree => (tree::draw, models),
        Scene::Kin => (kin::draw, models),
        Scene::Itself => (itself::draw, models),
        Scene::Workers => (workers::draw, models),
        Scene::Pool => (pool::draw, models),
        Scene::Pipeline => (pipeline::draw, models),
        Scene::Chain => (chain::draw, models),
        Scene::Frame => (frame::draw, models),
        Scene::Memory => (memory::draw, "memory.provenance"),
        Scene::EventLoop => (event_loop::draw, models),
        Scene::Threads => (threads::draw, models),
        Scene::Ways => (ways::draw, "ways.provenance"),
        Scene::Gil => {
            return Interface {
                draw: gil::draw,
                provenance: "gil.provenance",
                prompt: gil::prompt,
            };
        }
    };
    Interface {
        draw,
        provenance,
        prompt: at_prompt,
    }
}

/// Where what is shown comes from, for a scene that says nothing of its own.
fn by_model(model: Model) -> &'static str {
    match model {
        Model::Process => "kernel_says_processes",
        Model::Thread => "kernel_says_threads",
        Model::Coroutine => "demo_says",
        Model::All => "ways.provenance",
    }
}

fn at_prompt(cx: &Cx<'_>, _: &Open) -> Span<'static> {
    span(cx.word("at_prompt"), cx.theme.accent(cx.model))
}
