//! A table that the server sorts, filters and turns the pages of. What is shown stands in the address, so that it can be
//! shared and Back works: every control is a link or a plain form, and the program only saves the page from loading anew.
//!
//! - `plan`: which columns and filters there are · `state`: what is shown, to and from an address · `slice`: one page of rows
//! - `held`: what the parts below share · `bar`, `chips`: narrowing · `choosing`: ticked rows · `head`, `rows`, `pager`
//! - `csv` (server): all that is filtered, as a file · `view`: all of it on a screen

mod bar;
mod chips;
mod choosing;
#[cfg(feature = "ssr")]
pub mod csv;
mod head;
mod held;
mod pager;
mod plan;
mod row;
mod rows;
mod slice;
mod state;
mod view;

pub use choosing::{Chosen, Deed};
pub use held::Table;
pub use plan::{Column, Facet, Plan};
pub use row::{Cell, Row};
pub use slice::Slice;
pub use state::{Sort, TableState};
pub use view::{DataTable, Several};
