//! A group is made without scripts: whoever was ticked and what was typed goes along from page to page of the search.

use domain::chat::actions;
use domain::directory::model::PAGE;
use domain::testing::Engine;

use super::scriptless::Browser;
use super::stage::Stage;

#[tokio::test]
async fn who_was_ticked_and_what_was_typed_goes_along_with_a_search() {
    let stage = Stage::on(Engine::Sqlite).await;
    let mut browser = Browser::of(&stage, &stage.member);
    let (olga, bea) = (stage.owner.who.person, stage.bystander.who.person);
    let page = browser.open(&format!("/new?group=1&people%5B%5D={olga}&people%5B%5D={bea}&title=Night+team&history=all&q=Bystander")).await;
    assert!(page.html.contains("Leave Olga Owner out") && page.html.contains("Leave Bea Bystander out"), "by their names");
    assert!(page.html.contains("value=\"Night team\""), "and so is the name of the group");
    page.fill("q", "nobody at all");
    let page = browser.press("Search").await;
    assert!(page.html.contains("Nobody found") && page.html.contains("value=\"Night team\""));
    browser.press("Leave Bea Bystander out").await;
    let drawn = browser.page.clone();
    let page = browser.press("Start group").await;
    assert!(page.address.starts_with("/c/"), "{}", page.address);
    // A browser whose answer was lost posts it again.
    let once = page.address.clone();
    browser.page = drawn;
    assert_eq!(browser.press("Start group").await.address, once, "one group, however often it is asked for");
    let page = &browser.page;
    let id = page.address.trim_start_matches("/c/").parse().expect("an id");
    let details = actions::open(&stage.member, id, None).await.expect("opens").timeline.details;
    let mut names: Vec<&str> = details.members.iter().map(|member| member.person.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!((details.title.as_str(), names), ("Night team", vec!["Mina Member", "Olga Owner"]));
    assert_eq!(details.history, domain::chat::model::History::All);
}

#[tokio::test]
async fn who_was_ticked_goes_along_to_the_next_page_of_people() {
    let stage = Stage::on(Engine::Sqlite).await;
    for n in 0..=PAGE {
        stage.world.person(&format!("Pat {n:02}")).await;
    }
    let mut browser = Browser::of(&stage, &stage.member);
    browser.open(&format!("/new?group=1&q=Pat&people%5B%5D={}", stage.owner.who.person)).await.fill("title", "Night team");
    let page = browser.press("Show more people").await;
    assert!(page.html.contains("Leave Olga Owner out") && page.html.contains("Pat 30") && !page.html.contains("Pat 05"));
    assert!(browser.press("Start group").await.address.starts_with("/c/"));
}

#[tokio::test]
async fn who_was_just_ticked_is_still_chosen_when_the_group_has_no_name_yet() {
    let stage = Stage::on(Engine::Sqlite).await;
    let mut browser = Browser::of(&stage, &stage.member);
    let (olga, bea) = (stage.owner.who.person, stage.bystander.who.person);
    browser.open(&format!("/new?group=1&people%5B%5D={olga}&q=Bystander")).await.tick("Start group", "people[]", &bea.to_string());
    let page = browser.press("Start group").await;
    assert!(page.html.contains("Give the group a name.") && page.html.contains("2 people chosen"), "{}", page.html);
    assert!(page.html.contains("Leave Olga Owner out") && page.html.contains("Leave Bea Bystander out"));
    page.fill("title", "Night team");
    let page = browser.press("Start group").await;
    let id = page.address.trim_start_matches("/c/").parse().expect("an id");
    assert_eq!(actions::open(&stage.member, id, None).await.expect("opens").timeline.details.members.len(), 3);
}
