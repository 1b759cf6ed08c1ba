use domain::testing::{Engine, TestWorld};

use super::*;

fn flash(told: &str) -> Flash {
    Flash { told: told.to_owned(), ..Flash::default() }
}

fn said(flashes: &Flashes, owner: &Owner) -> Vec<String> {
    flashes.of(owner).map(|heap| lock(&heap).iter().map(|waiting| waiting.flash.told.clone()).collect()).unwrap_or_default()
}

fn device(at: u128) -> Owner {
    Owner::Device(DeviceId(uuid::Uuid::from_u128(at)))
}

#[tokio::test]
async fn one_browser_has_a_handful_and_what_came_over_the_lock_goes_last() {
    let flashes = Flashes::new(TestWorld::on(Engine::Sqlite).await.world);
    let mine = device(1);
    flashes.keep(&mine, flash("locked"), None, true);
    (0..20).for_each(|at| flashes.keep(&mine, flash(&format!("{at}")), None, false));
    assert_eq!(said(&flashes, &mine), ["locked", "13", "14", "15", "16", "17", "18", "19"]);
}

#[tokio::test]
async fn neither_a_busy_person_nor_a_stranger_pushes_out_what_is_others() {
    let world = TestWorld::on(Engine::Sqlite).await;
    let flashes = Flashes::new(world.world.clone());
    let (mine, stranger) = (device(1), flashes.stranger());
    flashes.keep(&mine, flash("mine"), None, true);
    flashes.keep(&stranger, flash("first"), None, false);
    world.wait(1000);
    for at in 0..2000 {
        flashes.keep(&flashes.stranger(), flash("bad"), None, false);
        // More devices than anybody has, and more on each than fits.
        flashes.keep(&device(2 + at % 200), flash(&format!("{at}")), None, true);
    }
    assert_eq!(said(&flashes, &mine), ["mine"]);
    assert!(said(&flashes, &stranger).is_empty(), "strangers' are bounded");
}

#[tokio::test]
async fn nothing_waits_for_longer_than_its_time() {
    let world = TestWorld::on(Engine::Sqlite).await;
    let flashes = Flashes::new(world.world.clone());
    flashes.keep(&device(1), flash("refused"), None, false);
    flashes.keep(&device(1), flash("locked"), None, true);
    world.wait(61 * 1000);
    assert_eq!(said(&flashes, &device(1)), ["locked"]);
    world.wait(15 * 60 * 1000);
    assert!(flashes.of(&device(1)).is_none());
}
