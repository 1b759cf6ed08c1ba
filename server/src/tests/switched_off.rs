//! The permission matrix, its third half: what an organisation has switched off is led to by nothing, refused where it is asked for all
//! the same, and goes on elsewhere.

use app::areas::{AREAS, NAMED};
use app::palette::screens;
use domain::account::actions::me;
use domain::organisation::actions::change_setting;
use domain::organisation::model::Feature;
use domain::organisation::settings::{SETTINGS, What};
use domain::testing::Engine;

use super::stage::{Stage, Who};

/// The addresses of all screens that need this: areas, and screens with a name of their own.
fn paths(feature: Feature) -> Vec<&'static str> {
    let areas = AREAS.iter().filter(|area| area.feature == Some(feature)).map(|area| area.path);
    let names = NAMED.iter().filter(|named| named.feature == Some(feature)).map(|named| named.path);
    areas.chain(names).collect()
}

async fn switch_off(stage: &Stage, feature: Feature) {
    let setting = SETTINGS.iter().find(|setting| setting.what == What::Feature(feature)).expect("it has a switch");
    let admin = stage.ctx(Who::OrganisationAdmin).expect("somebody");
    change_setting(admin, stage.world.organisation, setting.name, 0, "off").await.expect("switched off");
}

/// The screens on which something may lead to others.
const FROM: [&str; 4] = ["/c", "/c?f=groups", "/new", "/people"];

#[tokio::test]
async fn every_route_of_what_is_off_is_refused_and_nothing_leads_there() {
    let mut looked_at = 0;
    for feature in Feature::ALL {
        let stage = Stage::on(Engine::Sqlite).await;
        let (member, stranger) = (&stage.member, stage.ctx(Who::OtherOrganisation).expect("somebody"));
        let before = me(member).await.expect("told").features;
        for path in paths(feature) {
            assert_eq!(stage.open(Who::Member, path).await.0, 200, "{path}");
            assert!(screens(&before).iter().any(|screen| screen.path == path), "Ctrl+K leads to {path}");
        }
        switch_off(&stage, feature).await;
        let (features, theirs) = (me(member).await.expect("told").features, me(stranger).await.expect("told").features);
        for path in paths(feature) {
            let (status, _, page) = stage.open(Who::Member, path).await;
            assert!(status == 403 && page.contains("Your organisation has switched this off"), "{path}: {status} {page}");
            assert_eq!(stage.open(Who::OtherOrganisation, path).await.0, 200, "{path}, where it is on");
            assert!(screens(&theirs).iter().any(|screen| screen.path == path));
            assert!(screens(&features).iter().all(|screen| screen.path != path), "Ctrl+K leads to {path}");
            for from in FROM {
                let (status, _, page) = stage.open(Who::Member, from).await;
                assert!(status == 200 && !page.contains(&format!("href=\"{path}\"")), "{from} leads to {path}");
            }
            looked_at += 1;
        }
    }
    assert!(looked_at > 0, "nothing was looked at");
}

#[tokio::test]
async fn whoever_may_start_groups_is_led_there() {
    let stage = Stage::on(Engine::Sqlite).await;
    for from in ["/c?f=groups", "/new"] {
        let (_, _, page) = stage.open(Who::Member, from).await;
        assert!(page.contains("href=\"/new?group=1\""), "{from}");
    }
}

#[tokio::test]
async fn every_route_of_a_function_of_what_is_off_answers_its_code() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let stage = Stage::on(engine).await;
        let group = stage.group().await;
        switch_off(&stage, Feature::Groups).await;
        let body = format!("title=Ward+8&people[0]={}&history=all", stage.bystander.who.person);
        for who in [Who::Member, Who::GroupAdmin, Who::OrganisationAdmin, Who::NetworkAdmin] {
            let (status, answer) = stage.ask(who, "POST", "/api/start-group", &body).await;
            assert_eq!((status.as_u16(), answer.as_str()), (403, "\"feature_off\""), "{who:?}");
        }
        let (status, answer) = stage.ask(Who::Member, "POST", "/api/send-message", &format!("conversation={group}&body=Hello")).await;
        assert_eq!(status.as_u16(), 200, "what exists goes on: {answer}");
    }
}
