//! Dialogs about a message: who got it, what it said before, whether to delete it. What is in them is fetched once the page lives.

use domain::access::MessageId;
use domain::chat::model::{self, Counted, Got, Receipt, Version};
use domain::text::{cut, straight};
use leptos::prelude::*;

use super::api::{list_receipts, list_versions};
use super::here::{Asked, Here};
use super::message_tools::MessageMenu;
use super::verbs::Verbs;
use call::failure::Problem;
use ui::{Answer, Avatar, Dialog, Erased, ErrorState, Fetch, Place, Size, Skeleton, drawn, part, when};

/// What deleting a message means.
pub(super) const DELETING: &str = "It goes from everyone\u{2019}s screen and leaves \u{201c}Message deleted\u{201d}. The hospital keeps the original in its audit record.";

/// All of them, closed at first.
#[component]
pub fn Dialogs() -> impl IntoView {
    let here = expect_context::<Here>();
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(here.asked.get() != Asked::Nothing));
    Effect::new(move |was: Option<bool>| {
        let is = open.get();
        if was == Some(true) && !is {
            let about = here.asked.get_untracked();
            here.asked.set(Asked::Nothing);
            // A dialog that closes gives the focus to what had it before, which is a menu that is gone.
            request_animation_frame(move || back_to(about));
        }
        is
    });
    let title = Signal::derive(move || match here.asked.get() {
        Asked::Receipts(_) => "Who has read it".to_owned(),
        Asked::Versions(_) => "Versions of this message".to_owned(),
        Asked::Delete(_) => "Delete this message?".to_owned(),
        Asked::Nothing => String::new(),
    });
    view! {
        <MessageMenu />
        <Dialog id="about-message" open title>
            {move || {
                let asked = here.asked.get();
                let inside = move || Suspend::new(drawn(Fetch::new(move || inside(asked, open)), Place::Dialog));
                view! { <Suspense fallback=Skeleton>{inside}</Suspense> }.erased()
            }}
        </Dialog>
    }
    .erased()
}

part!(/// What is in the dialog.
beside, fn inside(asked: Asked, open: RwSignal<bool>) -> AnyView => match asked {
    Asked::Receipts(id) => view! { <div class="dialog__body"><Receipts id /></div> }.erased(),
    Asked::Versions(id) => view! { <div class="dialog__body"><Versions id /></div> }.erased(),
    Asked::Delete(id) => view! { <Delete id open /> }.erased(),
    Asked::Nothing => ().into_any(),
});

/// The focus goes back to the message, wherever the menu that was in between has gone.
fn back_to(asked: Asked) {
    if let Asked::Receipts(id) | Asked::Versions(id) | Asked::Delete(id) = asked {
        browser::focus(&format!("m-{id}"));
    }
}

/// The message a dialog is about, in short.
#[component]
fn Preview(id: MessageId) -> impl IntoView {
    let text = expect_context::<Here>().find(id).map(|message| cut(&message.body, 300).to_owned());
    text.map(|text| view! { <blockquote class="message-preview" dir="auto">{text}</blockquote> })
}

#[component]
fn Receipts(id: MessageId) -> impl IntoView {
    let here = expect_context::<Here>();
    let conversation = here.room.with_value(|room| room.conversation);
    let receipts = Answer::new(move || list_receipts(conversation, id));
    let shown = move || match receipts.get() {
        None => view! { <Skeleton /> }.erased(),
        Some(Err(Problem(failure))) => view! { <ErrorState failure retry=Callback::new(move |()| receipts.refetch()) /> }.erased(),
        Some(Ok(receipts)) => receipt_lists(receipts),
    };
    view! {
        <Preview id />
        {shown}
    }
}

/// Who got a message and who read it, or how many.
pub(super) fn receipt_lists(receipts: model::Receipts) -> AnyView {
    match receipts {
        model::Receipts::Each(nobody) if nobody.is_empty() => view! { <p>"Nobody else is in this conversation."</p> }.erased(),
        model::Receipts::Each(receipts) => view! { <ReceiptLists receipts /> }.erased(),
        model::Receipts::Counted(Counted { read, delivered, of }) => view! {
            <div class="receipts">
                <ReadPart read of />
                <p>{format!("Delivered to {delivered} of {of}")}</p>
            </div>
        }
        .erased(),
    }
}

/// How many have read it, in words and as a part of all.
#[component]
fn ReadPart(read: i64, of: i64) -> impl IntoView {
    let words = format!("Read by {read} of {of}");
    view! {
        <p>
            <label for="read-part">{words.clone()}</label>
            " "
            <progress id="read-part" max=of.to_string() value=read.to_string()>
                {words}
            </progress>
        </p>
    }
}

#[component]
fn ReceiptLists(receipts: Vec<Receipt>) -> impl IntoView {
    let many = |some: usize| i64::try_from(some).unwrap_or(i64::MAX);
    // Of how many: whoever left without reading it is none of them any more.
    let of = many(receipts.iter().filter(|receipt| receipt.counts()).count());
    let groups = grouped(receipts);
    let read = many(groups.iter().find(|(got, _)| *got == Got::Read).map_or(0, |(_, people)| people.len()));
    let group = |(got, people): (Got, Vec<Receipt>)| {
        view! {
            <h3 class="receipts__heading">{format!("{} ({})", heading(got), people.len())}</h3>
            <ul class="people people--plain">{people.into_iter().map(receipt_line).collect_view()}</ul>
        }
    };
    view! {
        <div class="receipts">
            <ReadPart read of />
            {groups.into_iter().map(group).collect_view()}
        </div>
    }
}

/// Everybody once, under how far it got with them; who was first stands first.
fn grouped(receipts: Vec<Receipt>) -> Vec<(Got, Vec<Receipt>)> {
    let all = [Got::Read, Got::Passed, Got::Delivered, Got::Waiting];
    let mut groups = all.map(|got| (got, Vec::new()));
    for receipt in receipts {
        let got = receipt.got().0;
        groups.iter_mut().filter(|group| group.0 == got).for_each(|group| group.1.push(receipt.clone()));
    }
    for (_, people) in &mut groups {
        people.sort_by_key(|receipt| receipt.got().1);
    }
    groups.into_iter().filter(|(_, people)| !people.is_empty()).collect()
}

fn heading(got: Got) -> &'static str {
    match got {
        Got::Read => "Read",
        Got::Passed => "Went past without reading it",
        Got::Delivered => "Delivered, not read",
        Got::Waiting => "Not delivered yet",
    }
}

/// When what happened, the furthest first. Under "Not delivered yet" there is nothing to add.
fn times(receipt: &Receipt) -> Vec<String> {
    let (got, at) = receipt.got();
    let words = match got {
        Got::Read => "Read",
        Got::Passed => "Went past",
        Got::Delivered | Got::Waiting => "",
    };
    let furthest = at.filter(|_| !words.is_empty()).map(|at| format!("{words} {}", when::full(at)));
    let delivered = receipt.delivered_at.map(|at| format!("Delivered {}", when::full(at)));
    furthest.into_iter().chain(delivered).collect()
}

fn receipt_line(receipt: Receipt) -> impl IntoView {
    let mut times = times(&receipt).into_iter();
    let furthest = times.next();
    let rest = times.map(|words| view! { <span>{words}</span> }).collect_view();
    let left = receipt.left_at.map(|at| view! { <span>{format!("Left {}", when::full(at))}</span> });
    view! {
        <li class="receipts__row">
            <Avatar name=receipt.name.clone() id=receipt.person.to_string() size=Size::Small />
            <span class="receipts__name"><bdi>{receipt.name}</bdi></span>
            <span class="receipts__times">
                {furthest}
                {rest}
                {left}
            </span>
        </li>
    }
}

#[component]
fn Versions(id: MessageId) -> impl IntoView {
    let here = expect_context::<Here>();
    let conversation = here.room.with_value(|room| room.conversation);
    let versions = Answer::new(move || list_versions(conversation, id));
    move || match versions.get() {
        None => view! { <Skeleton /> }.erased(),
        Some(Err(Problem(failure))) => view! { <ErrorState failure retry=Callback::new(move |()| versions.refetch()) /> }.erased(),
        Some(Ok(versions)) => version_list(versions),
    }
}

/// What a message said before, the latest first.
pub(super) fn version_list(versions: Vec<Version>) -> AnyView {
    view! { <ol class="versions">{versions.into_iter().rev().map(version_line).collect_view()}</ol> }.erased()
}

fn version_line(version: Version) -> impl IntoView {
    let when = version.until.map_or_else(|| "Now".to_owned(), |until| format!("Until {}", when::full(until)));
    view! {
        <li class="versions__item" class:versions__item--now=version.until.is_none()>
            <p class="versions__when">{when}</p>
            <p class="versions__text" dir="auto">{straight(&version.body).into_owned()}</p>
        </li>
    }
}

// The focus is on what changes nothing: one Enter more than was meant deletes nothing for anybody.
#[component]
fn Delete(id: MessageId, open: RwSignal<bool>) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let conversation = here.room.with_value(|room| room.conversation);
    let delete = move |_| {
        open.set(false);
        verbs.delete(conversation, id);
    };
    view! {
        <div class="dialog__body">
        <p>{DELETING}</p>
        <Preview id />
        </div>
        <div class="dialog__foot">
            <button type="button" class="button button--secondary" autofocus on:click=move |_| open.set(false)>
                "Keep it"
            </button>
            <button type="button" class="button button--danger" on:click=delete>
                "Delete for everyone"
            </button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use domain::access::{PersonId, Timestamp};
    use uuid::Uuid;

    use super::*;

    fn receipt(name: &str, [delivered, passed, read]: [i64; 3]) -> Receipt {
        let at = |at: i64| (at > 0).then_some(Timestamp(at));
        let person = PersonId(Uuid::nil());
        Receipt {
            person,
            name: name.into(),
            delivered_at: at(delivered),
            passed_at: at(passed),
            read_at: at(read),
            there: true,
            left_at: None,
        }
    }

    #[test]
    fn everybody_stands_once_under_how_far_it_got_with_them() {
        let receipts = vec![
            receipt("Asha", [1, 2, 5]),
            receipt("Ben", [0, 0, 0]),
            receipt("Cleo", [1, 2, 0]),
            receipt("Dilip", [1, 2, 3]),
            receipt("Ella", [1, 0, 0]),
        ];
        let names: Vec<_> = grouped(receipts)
            .into_iter()
            .map(|(got, people)| (heading(got), people.into_iter().map(|receipt| receipt.name).collect::<Vec<_>>().join(" ")))
            .collect();
        let named = |heading: &'static str, names: &str| (heading, names.to_owned());
        assert_eq!(
            names,
            [
                named("Read", "Dilip Asha"),
                named("Went past without reading it", "Cleo"),
                named("Delivered, not read", "Ella"),
                named("Not delivered yet", "Ben"),
            ]
        );
    }

    #[test]
    fn nothing_is_said_twice() {
        let said =
            |receipt: Receipt| times(&receipt).iter().map(|words| words.split(' ').next().unwrap_or("").to_owned()).collect::<Vec<_>>();
        assert_eq!(said(receipt("Asha", [1, 2, 3])), ["Read", "Delivered"]);
        assert_eq!(said(receipt("Cleo", [1, 2, 0])), ["Went", "Delivered"]);
        assert_eq!(said(receipt("Ella", [1, 0, 0])), ["Delivered"]);
        assert!(said(receipt("Ben", [0, 0, 0])).is_empty());
    }
}
