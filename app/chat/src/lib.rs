//! The inbox and the conversation: what most people look at all day.
//!
//! - On screen: `screen` (routes) draws `inbox` (`inbox_row`) and `conversation` (`timeline`, `timeline_ends`, `timeline_keys`,
//!   `message`, `message_tools`, `composer` (`composer_context`, `told`), `side` (`details` (`members`, `crowd`, `leave`), `about`, `add_plain`, `sure`; each in an `aside`), `dialogs`); `commands` and `switcher` are for hands that stay on the keys.
//! - Held: `state` (what the browser has), `fold` (how events change it), `outbox` (what is on its way),
//!   `drafts` (what is not sent yet), `keeper` (both, sealed on the device while the server lacks them; `kept` is how they lie there), `ahead` (what is typed on the way).
//! - Pure, with tests: `writing`, `timeline_view`, `inbox_view`, `queue`, `kept`, `heard`, `seen`, `keys`, `links`.

// A view is one deep type.
#![recursion_limit = "512"]

mod about;
mod add_plain;
pub mod address;
pub mod ahead;
pub mod api;
mod aside;
pub mod composer;
mod composer_context;
mod composing;
pub mod conversation;
mod crowd;
pub mod details;
pub mod dialogs;
pub mod drafts;
pub mod flag;
pub mod fold;
pub mod hands;
pub mod heard;
mod here;
pub mod inbox;
pub mod inbox_row;
pub mod inbox_view;
pub mod keeper;
pub mod kept;
pub mod keys;
mod leave;
pub mod line;
pub mod links;
mod members;
pub mod message;
pub mod message_tools;
mod mover;
pub mod new;
mod new_group;
mod opening;
pub mod outbox;
pub mod people;
mod punycode;
pub mod queue;
mod reading;
pub mod screen;
pub mod seen;
pub mod side;
pub mod state;
mod stray;
mod sure;
pub mod switcher;
pub mod talking;
pub mod timeline;
pub mod timeline_ends;
mod timeline_keys;
pub mod timeline_view;
mod told;
pub mod verbs;
pub mod writing;

pub use ui::when;
