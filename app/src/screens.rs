//! Screens whose code is fetched when somebody goes there: everything but the inbox.
//!
//! What is wanted together is one file: the door, the conversation with what stands beside it, the rest. Files of their own
//! for each screen would be smaller by nothing, and every file is one more that may be missing. Within a file the address says
//! which screen it is: a route of a type of its own for each would cost the first load a kilobyte every time.

use leptos::prelude::*;
use leptos::wasm_split::wasm_split;
use leptos_router::ChooseView;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;

use crate::areas::{self, File};
use crate::frame::{Door, Frame};
use crate::later::line_comes;
use ::gallery::GalleryScreen;
use account::{CodeScreen, LockScreen, PinScreen, ProfileScreen, SignInScreen, UnlockScreen};
use chat::new::NewScreen;
use chat::screen::{ChatScreen, NothingOpen, conversation, conversation_comes};
use chat::side::beside_comes;
use chat::talking::talk;
use directory::{PeopleScreen, PersonScreen};
use help::HelpScreen;
use settings::{ChangePinScreen, ChangeProfileScreen, DevicesScreen, SettingsScreen};

use ui::{Erased, Fetch, Part, Place, drawn};

/// What a route shows. One type for all of them: each type of its own costs the first load a kilobyte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// What stands around the screens of coming in.
    AroundDoor,
    /// What stands around the screens of people at work.
    AroundWork,
    /// The inbox, and what is open beside it.
    Chat,
    /// The place of a conversation while none is open.
    NothingOpen,
    /// The first screen by another name.
    Home,
    /// A screen of this file, whose code is fetched.
    Of(File),
}

/// Whether its code is there, fetched if need be.
async fn comes(file: File) -> bool {
    match file {
        File::Door => fetch_door().await.is_ok(),
        // Half a conversation, whose messages are not sent, is none.
        File::Conversation => line_comes().await && conversation_comes().await,
        File::Rest => fetch_rest().await.is_ok(),
        File::Gallery => fetch_gallery().await.is_ok(),
    }
}

/// The screen of a file at `path`.
fn screen(file: File, path: String) -> Fetch {
    Fetch::new(move || {
        let path = path.clone();
        async move {
            match file {
                File::Door => door(path).await,
                File::Conversation => conversation().await,
                File::Rest => rest(path).await,
                File::Gallery => gallery(path).await,
            }
        }
    })
}

impl ChooseView for Shown {
    async fn choose(self) -> AnyView {
        match self {
            Self::AroundDoor => view! { <Door /> }.erased(),
            Self::AroundWork => view! { <Frame /> }.erased(),
            Self::Chat => view! { <ChatScreen /> }.erased(),
            Self::NothingOpen => view! { <NothingOpen /> }.erased(),
            Self::Home => view! { <Redirect path="/c" /> }.erased(),
            Self::Of(file) => {
                // Read before anything is waited for: somebody may have gone on by then.
                let path = use_location().pathname.get_untracked();
                let place = stands(&path);
                drawn(screen(file, path), place).await
            }
        }
    }

    async fn preload(&self) {
        if let Self::Of(file) = self {
            // What is missing is said by the view, which tries once more.
            comes(*file).await;
        }
    }
}

/// Whether the code of the screen at `path` is there, fetched if need be, and of what its `query` has beside it: half a page
/// cannot be taken over.
pub async fn is_there(path: &str, query: &str) -> bool {
    let Some(file) = areas::file(path) else { return true };
    comes(file).await && (!areas::has_beside(file, query) || beside_comes().await)
}

/// Where the screen at `path` stands: what surrounds the screens of coming in has a main part already.
fn stands(path: &str) -> Place {
    if path.starts_with("/sign-in") || path.starts_with("/welcome") { Place::Within } else { Place::Alone }
}

/// The two functions that fetch and draw the screens of a file, and which of them stands at a path.
macro_rules! screens {
    ($file:ident, $fetch:ident, |$path:ident| $screen:expr) => {
        #[wasm_split($file, wasm_split_path = ::leptos::wasm_split, fallible, preload($fetch))]
        fn $file(path: String) -> Part {
            let $path = path.trim_end_matches('/');
            Ok($screen)
        }
    };
}

screens!(door, fetch_door, |path| match path {
    "/sign-in/code" => view! { <CodeScreen /> }.erased(),
    "/welcome" => view! { <ProfileScreen /> }.erased(),
    "/welcome/pin" => view! { <PinScreen /> }.erased(),
    "/unlock" => view! { <UnlockScreen /> }.erased(),
    "/lock" => view! { <LockScreen /> }.erased(),
    _ => view! { <SignInScreen /> }.erased(),
});

screens!(gallery, fetch_gallery, |_path| view! { <GalleryScreen /> }.erased());

screens!(rest, fetch_rest, |path| match path {
    "/new" => view! { <NewScreen /> }.erased(),
    "/people" => view! { <PeopleScreen /> }.erased(),
    "/settings" => view! { <SettingsScreen /> }.erased(),
    "/settings/profile" => view! { <ChangeProfileScreen /> }.erased(),
    "/settings/pin" => view! { <ChangePinScreen /> }.erased(),
    "/settings/devices" => view! { <DevicesScreen /> }.erased(),
    "/help" => view! { <HelpScreen /> }.erased(),
    _ => view! { <PersonScreen talk /> }.erased(),
});
