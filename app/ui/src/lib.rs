//! Parts of screens, without any feature's words: each is small, works as plain HTML first, and says with classes
//! what it is (`style/ui`). Nothing here sets a style attribute: the content security policy refuses them.

mod alive;
mod announcer;
mod answer;
mod avatar;
mod button;
mod choice;
mod confirm;
mod counted;
mod day_field;
mod dialog;
mod fetched;
mod field;
mod form;
mod group;
mod guarded;
mod heading;
mod icon;
mod lasting;
mod line_menu;
mod menu;
mod missing;
mod page;
mod picker;
mod present;
mod sends_itself;
mod skip;
mod states;
mod summary;
pub mod table;
mod tabs;
mod tag;
mod text_area;
mod time;
mod toast;
mod unsent;
mod update;
mod upload;
pub mod when;

pub use alive::Alive;
pub use announcer::{Announcer, LiveRegions};
pub use answer::Answer;
pub use avatar::{Avatar, Size, initials};
pub use browser::focus::{focus, focus_id, focus_soon, is_nowhere, is_there};
pub use browser::for_app;
pub use button::{Button, Kind};
pub use choice::{Checkboxes, Choice, Choices, Segmented};
pub use confirm::{Confirm, ConfirmPage, Question};
pub use counted::counted;
pub use day_field::DayField;
pub use dialog::Dialog;
pub use fetched::{Fetched, came, came_first, came_later, fetched, fetched_first, in_page};
pub use field::{Field, Select};
pub use form::Typed;
pub use guarded::UnsavedGuard;
pub use heading::{Arrival, Heading, Unread, badge};
pub use icon::{Icon, Leaf};
pub use lasting::{Drawn, lasting};
pub use line_menu::{Lines, listen};
pub use menu::Menu;
pub use missing::{Fetch, Missing, Part, Place, drawn};
pub use page::Page;
pub use picker::{Pick, Picker, Picks};
pub use present::Present;
pub use sends_itself::{SendsItself, be_first, hint_once_alive};
pub use skip::SkipLink;
pub use states::{Banner, Empty, ErrorState, LostScreen, Skeleton, Tone};
pub use summary::ErrorSummary;
pub use tabs::{Tab, Tabs};
pub use tag::{Badge, Chip, Mood, Tag};
pub use text_area::{TextArea, escaped};
pub use time::Time;
pub use toast::{ToastRegion, Toasts, Told};
pub use unsent::{Loss, UNSENT, Unsent, unsent_here};
pub use update::{UpdatePrompt, registered};
pub use upload::{Parcel, Upload, size_words};

use leptos::prelude::*;

/// Makes of a view the one type that all have. What `into_any` makes of it is another one for each element that comes first, and
/// each costs the first load half a kilobyte.
pub trait Erased {
    /// As [`AnyView`].
    fn erased(self) -> AnyView;
}

impl<T: IntoAny> Erased for View<T> {
    fn erased(self) -> AnyView {
        self.into_inner().into_any()
    }
}

/// Provides what parts share: the title's count, announcements, toasts, and whether somebody moved between screens.
pub fn provide_ui() {
    provide_context(Unread(RwSignal::new(0)));
    let announcer = Announcer::new();
    provide_context(announcer);
    provide_context(Toasts::new(announcer));
    provide_context(Arrival::new());
    provide_context(Alive::new());
}
