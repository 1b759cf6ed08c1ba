//! The way between the areas: a rail beside them, or a bar below them on a phone.

use leptos::prelude::*;
use leptos_router::components::A;
use server_fn::ServerFn;

use crate::areas::{Area, Badge, areas};
use account::AtWork;
use account::api::Lock;
use ui::{Erased, Icon, Leaf, Unread, badge};

/// How many areas stand side by side on a phone; there the others and the lock are under "More".
const ON_A_PHONE: usize = 4;

/// The areas that stand in it, and the lock.
#[component]
pub fn Rail() -> impl IntoView {
    let features = expect_context::<AtWork>().features();
    rail(areas(&features).filter(|area| area.in_rail).collect())
}

fn rail(areas: Vec<&'static Area>) -> AnyView {
    let (first, rest) = areas.split_at(areas.len().min(ON_A_PHONE));
    let class = if rest.is_empty() { "shell__rail rail" } else { "shell__rail rail rail--more" };
    let ways = |areas: &[&'static Area], class: Option<&'static str>| {
        areas.iter().map(|area| view! { <li class=class><Way area class="rail__item" /></li> }).collect_view()
    };
    view! {
        <nav class=class id="rail" aria-label="Main">
            <a class="rail__mark" href="/c" aria-label="Pando, home">
                <Leaf />
            </a>
            <ul class="rail__list">
                {ways(first, None)}
                {ways(rest, Some("rail__rest"))}
                {(!rest.is_empty()).then(|| more(rest.to_vec()))}
            </ul>
            <ul class="rail__list rail__list--end">
                <li>{lock("rail__item")}</li>
            </ul>
        </nav>
    }
    .erased()
}

/// What a phone's bar has no room for. The browser itself opens and closes it, and `ui`'s menus give it their keys.
fn more(areas: Vec<&'static Area>) -> AnyView {
    let unread = expect_context::<Unread>();
    let badges: Vec<Badge> = areas.iter().filter_map(|area| area.badge).collect();
    let ways = areas.into_iter().map(|area| view! { <Way area class="menu__item" /> }).collect_view();
    view! {
        <li class="rail__more">
            <button type="button" class="rail__item" popovertarget="more">
                <Icon name="more" />
                <span>"More"</span>
                {counted(move || badges.iter().map(|badge| count(*badge, unread)).sum())}
            </button>
            <div class="menu" id="more" popover="auto" role="group" aria-label="More" on:click=|_| browser::close_menu("more")>
                {ways}
                {lock("menu__item")}
            </div>
        </li>
    }
    .erased()
}

/// To an area.
#[component]
fn Way(area: &'static Area, class: &'static str) -> impl IntoView {
    let unread = expect_context::<Unread>();
    view! {
        <A href=area.path attr:class=class>
            <Icon name=area.icon />
            <span>{area.label}</span>
            {area.badge.map(|badge| counted(move || count(badge, unread)))}
        </A>
    }
}

/// A plain form on purpose: the whole page goes, and everything in memory with it (`shell/page.js`).
fn lock(class: &'static str) -> AnyView {
    view! {
        <form method="post" action=Lock::url()>
            <button type="submit" class=class>
                <Icon name="lock" />
                <span>"Lock"</span>
            </button>
        </form>
    }
    .erased()
}

fn count(badge: Badge, unread: Unread) -> i64 {
    match badge {
        Badge::Unread => unread.0.get(),
    }
}

/// How many wait, while any do.
fn counted(count: impl Fn() -> i64 + Send + Sync + 'static) -> AnyView {
    let shown = move || {
        let count = badge(count());
        (!count.is_empty()).then(|| {
            view! {
                <span class="badge rail__badge">
                    <span aria-hidden="true">{count.clone()}</span>
                    <span class="visually-hidden">{format!(", {count} unread")}</span>
                </span>
            }
        })
    };
    shown.into_any()
}

#[cfg(test)]
mod tests {
    use leptos_router::components::Router;
    use leptos_router::location::RequestUrl;

    use super::*;
    use crate::areas::{AREAS, place};

    static TEN: [Area; 10] = [
        Area { badge: Some(Badge::Unread), ..place("/c", "Messages", "messages") },
        place("/patients", "Patients", "people"),
        place("/tasks", "Tasks", "check"),
        place("/pager", "Pager", "bell"),
        place("/people", "People", "people"),
        Area { badge: Some(Badge::Unread), ..place("/handover", "Handover", "history") },
        place("/broadcast", "Broadcast", "urgent"),
        place("/control", "Control Centre", "admin"),
        place("/settings", "Settings", "settings"),
        place("/help", "Help", "help"),
    ];

    /// The rail with these areas, on the screen at `/tasks`.
    fn drawn(areas: Vec<&'static Area>) -> String {
        Owner::new().with(|| {
            provide_context(RequestUrl::new("/tasks"));
            provide_context(Unread(RwSignal::new(3)));
            view! { <Router>{rail(areas)}</Router> }.to_html()
        })
    }

    /// The text of the parts of a page that begin with `mark`.
    fn labels(html: &str, mark: &str) -> Vec<String> {
        let label = |part: &str| part.split("<span>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_default().to_owned();
        html.split(mark).skip(1).map(label).collect()
    }

    #[test]
    fn todays_areas_stand_side_by_side_and_there_is_nothing_more() {
        let html = drawn(AREAS.iter().filter(|area| area.in_rail).collect());
        assert_eq!(labels(&html, r#"class="rail__item""#), ["Messages", "People", "Settings", "Help", "Lock"]);
        assert!(!html.contains("More") && !html.contains("rail--more"), "{html}");
        assert_eq!(html.matches(", 3 unread").count(), 1);
    }

    #[test]
    fn of_ten_areas_a_phone_shows_four_and_the_rest_under_more() {
        let html = drawn(TEN.iter().collect());
        let rest = ["People", "Handover", "Broadcast", "Control Centre", "Settings", "Help"];
        assert_eq!(labels(&html, r#"class="rail__rest""#), rest, "on everything wider, where they belong");
        assert_eq!(labels(&html, r#"class="rail__item""#)[..4], ["Messages", "Patients", "Tasks", "Pager"]);
        let (_, more) = html.split_once(r#"popovertarget="more""#).expect("more");
        assert!(html.contains("rail--more") && more.contains(r#"id="more" popover="auto""#), "{more}");
        assert_eq!(labels(more, r#"class="menu__item""#), [&rest[..], &["Lock"]].concat());
        assert_eq!(html.matches(", 3 unread").count(), 4, "what waits under More is counted there too");
        assert_eq!(html.matches("aria-current").count(), 1, "one is where one is");
    }
}
