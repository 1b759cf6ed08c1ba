//! What a plain form said waits for the page that shows it, wherever that is drawn, and for no other browser.

use crate::access::World;
use crate::account::actions::{Browser, FLASH_MILLIS, end_flash, keep_flash, list_flashes};
use crate::account::store;
use crate::story;
use crate::testing::TestWorld;

async fn keep(world: &TestWorld, browser: &Browser, said: &str, over_lock: bool) {
    keep_flash(&world.world, browser, said, over_lock).await.expect("kept");
}

async fn said(world: &World, browser: &Browser) -> Vec<String> {
    list_flashes(world, browser).await.expect("listed").into_iter().map(|flash| flash.said).collect()
}

fn stranger(token: &str) -> Browser {
    Browser::Stranger(token.to_owned())
}

story!(a_form_waits_for_its_own_browser_and_is_shown_once, |world| async {
    let mine = Browser::Device(world.person("Asha Patel").await.who.device);
    keep(&world, &mine, "Bed 4", false).await;
    keep(&world, &mine, "Bed 5", false).await;
    keep(&world, &mine, "Bed 4", false).await;
    assert_eq!(said(&world.world, &mine).await, ["Bed 5", "Bed 4"], "pressed twice, it still was typed once");
    let other = Browser::Device(world.person("Ben Okafor").await.who.device);
    for foreign in [&other, &stranger(""), &stranger("mine")] {
        assert!(said(&world.world, foreign).await.is_empty());
    }
    let shown = list_flashes(&world.world, &mine).await.expect("listed").remove(0);
    end_flash(&world.world, &other, shown.id).await.expect("nothing of theirs");
    assert_eq!(said(&world.world, &mine).await.len(), 2);
    end_flash(&world.world, &mine, shown.id).await.expect("ended");
    assert_eq!(said(&world.world, &mine).await, ["Bed 4"]);
});

story!(one_browser_has_a_handful_and_what_came_over_the_lock_goes_last, |world| async {
    let mine = Browser::Device(world.person("Asha Patel").await.who.device);
    keep(&world, &mine, "locked", true).await;
    for at in 0..20 {
        keep(&world, &mine, &format!("{at}"), false).await;
    }
    assert_eq!(said(&world.world, &mine).await, ["locked", "13", "14", "15", "16", "17", "18", "19"]);
});

story!(strangers_push_out_nobodys_but_their_own, |world| async {
    let mine = Browser::Device(world.person("Asha Patel").await.who.device);
    keep(&world, &mine, "mine", true).await;
    keep(&world, &stranger("first"), "bad", false).await;
    world.wait(1);
    keep(&world, &stranger("second"), "bad", false).await;
    world.wait(1);
    let mut tx = world.world.db.write().await.expect("a write");
    for at in 0..998 {
        let (browser, said, until_at) = (format!("{at}"), String::new(), world.world.now().plus(FLASH_MILLIS));
        let row = store::Flash { id: world.world.id(), browser, nth: 0, device_id: None, over_lock: false, said, until_at };
        store::insert_flash(&mut tx, &row).await.expect("kept");
    }
    tx.commit().await.expect("kept");
    assert_eq!(said(&world.world, &stranger("first")).await.len(), 1);
    keep(&world, &stranger("last"), "bad", false).await;
    assert_eq!(said(&world.world, &mine).await, ["mine"]);
    for (token, kept) in [("first", 0), ("second", 1), ("last", 1)] {
        assert_eq!(said(&world.world, &stranger(token)).await.len(), kept, "{token}: theirs are bounded");
    }
});

story!(nothing_waits_for_longer_than_its_time, |world| async {
    let mine = Browser::Device(world.person("Asha Patel").await.who.device);
    keep(&world, &mine, "refused", false).await;
    keep(&world, &mine, "locked", true).await;
    world.wait(FLASH_MILLIS);
    assert_eq!(said(&world.world, &mine).await, ["locked"]);
    world.wait(15 * FLASH_MILLIS);
    assert!(said(&world.world, &mine).await.is_empty());
});
