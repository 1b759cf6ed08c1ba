//! A7: devices, and what a lost one can still do.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use platform::bus::Hint;

use super::reception::{arrive, at_work, code_for, enter, standing};
use crate::access::{DeviceId, Failure, Standing};
use crate::account::actions::{self, Seen};
use crate::account::door::SessionKey;
use crate::account::model::{ARRIVING_MILLIS, SIGNED_IN_MILLIS};
use crate::account::settings::{Settings, changes};
use crate::story;
use crate::testing::{TestWorld, minutes};

const ASHA: &str = "asha.patel@trust.nhs.uk";

fn listen(world: &TestWorld) -> Arc<Mutex<Vec<uuid::Uuid>>> {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let ear = heard.clone();
    world.world.bus.listen(move |hint| {
        if let Hint::Devices(devices) = hint {
            ear.lock().expect("an ear").extend(devices.iter().copied());
        }
    });
    heard
}

story!(a_lost_phone_is_signed_out_from_another_device_at_once, |world| async {
    let asha = world.person("Asha Patel").await;
    let phone = world.another_device(&asha).await;
    let key = world.session_of(&phone);
    assert_eq!(standing(&world.world, &key).await, Standing::Open(phone.who));
    let heard = listen(&world);
    actions::sign_out_device(&asha, phone.who.device).await.expect("signed out");
    assert_eq!(standing(&world.world, &key).await, Standing::Anonymous, "without waiting for the cache");
    assert_eq!(*heard.lock().expect("an ear"), [phone.who.device.0], "its sockets are told");
    assert_eq!(standing(&world.world, &world.session_of(&asha)).await, Standing::Open(asha.who));
    assert_eq!(actions::list_devices(&asha).await.expect("a list").len(), 1);
});

story!(somebody_elses_device_is_not_found, |world| async {
    let asha = world.person("Asha Patel").await;
    let ben = world.person("Ben Okafor").await;
    let foreign = actions::sign_out_device(&asha, ben.who.device).await;
    let missing = actions::sign_out_device(&asha, DeviceId(world.world.id())).await;
    assert_eq!(foreign, Err(Failure::NotFound));
    assert_eq!(foreign, missing);
    assert_eq!(standing(&world.world, &world.session_of(&ben)).await, Standing::Open(ben.who));
});

story!(signing_out_everywhere_leaves_nothing, |world| async {
    let asha = world.person("Asha Patel").await;
    let phone = world.another_device(&asha).await;
    let ben = world.person("Ben Okafor").await;
    actions::sign_out_everywhere(&asha).await.expect("signed out");
    for device in [&asha, &phone] {
        assert_eq!(standing(&world.world, &world.session_of(device)).await, Standing::Anonymous);
    }
    assert_eq!(standing(&world.world, &world.session_of(&ben)).await, Standing::Open(ben.who));
    let mut tx = world.world.db.read().await.expect("a read");
    let (sessions,): (i64,) = tx.query("SELECT count(*) FROM session").fetch_one().await.expect("sessions are counted");
    assert_eq!(sessions, 1);
});

story!(a_stolen_cookie_is_worth_nothing_after_signing_out, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    actions::sign_out(&world.world, who).await.expect("signed out");
    assert_eq!(standing(&world.world, &key).await, Standing::Anonymous);
    assert_eq!(actions::find_session(&world.world, &key).await, Ok(None));
});

story!(another_servers_word_is_believed_within_a_second, |world| async {
    let asha = world.person("Asha Patel").await;
    let key = world.session_of(&asha);
    assert_eq!(standing(&world.world, &key).await, Standing::Open(asha.who));
    // Another server revoked it, and the hint was lost.
    world.write("UPDATE device SET revoked_at = 1 WHERE id = $1", |query| query.bind(asha.who.device)).await;
    world.wait(1000);
    assert_eq!(standing(&world.world, &key).await, Standing::Anonymous);
});

story!(whoever_leaves_the_trust_is_out_within_a_second, |world| async {
    let asha = world.person("Asha Patel").await;
    let key = world.session_of(&asha);
    assert_eq!(standing(&world.world, &key).await, Standing::Open(asha.who));
    world.leaves(&asha).await;
    world.wait(1000);
    assert_eq!(standing(&world.world, &key).await, Standing::Anonymous);
});

story!(a_made_up_cookie_is_nobodys, |world| async {
    world.person("Asha Patel").await;
    for token in ["", "AAAAAAAAAAAAAAAAAAAAAA", "' OR 1=1 --"] {
        assert_eq!(standing(&world.world, &SessionKey::of(token)).await, Standing::Anonymous);
    }
});

story!(the_mail_code_is_asked_again_after_thirty_days, |world| async {
    let (key, who) = at_work(&world, ASHA).await;
    world.wait(SIGNED_IN_MILLIS - 1);
    assert_eq!(standing(&world.world, &key).await, Standing::Locked(who));
    world.wait(1);
    assert_eq!(standing(&world.world, &key).await, Standing::Anonymous);
});

story!(whoever_stops_before_the_pin_has_to_begin_again_after_an_hour, |world| async {
    let (key, who, _) = arrive(&world, ASHA).await;
    world.wait(ARRIVING_MILLIS - 1);
    assert_eq!(standing(&world.world, &key).await, Standing::Arriving { caller: who, profile_missing: true });
    world.wait(1);
    assert_eq!(standing(&world.world, &key).await, Standing::Anonymous);
});

story!(each_device_has_a_queue_key_of_its_own_that_lies_sealed, |world| async {
    let (_, desktop) = at_work(&world, ASHA).await;
    let (asked, code) = code_for(&world, ASHA).await;
    let phone = enter(&world, &asked, &code).await.expect("on the phone");
    let key = actions::queue_key(&world.world.ctx(desktop)).await.expect("a key");
    let other = actions::queue_key(&world.world.ctx(crate::access::Caller { device: phone.device, ..desktop })).await.expect("a key");
    assert_ne!(key, other);
    assert_eq!(key.len(), 44, "32 bytes in base64");
    let mut tx = world.world.db.read().await.expect("a read");
    let sealed: Vec<(String,)> = tx.query("SELECT queue_key FROM device").fetch_all().await.expect("keys");
    assert!(sealed.iter().all(|(sealed,)| !sealed.contains(&key) && !sealed.contains(&other)));
});

story!(a_device_is_called_what_its_owner_would_call_it, |world| async {
    for (agent, name) in [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36", "Chrome on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"),
        ("", "Unknown browser"),
    ] {
        assert_eq!(Seen::from_user_agent(agent, "1").name, name);
    }
    let asha = world.person("Asha Patel").await;
    let devices = actions::list_devices(&asha).await.expect("a list");
    assert_eq!(devices.iter().map(|device| device.name.as_str()).collect::<Vec<_>>(), ["Chromium on Linux"]);
});

story!(settings_hold_on_all_devices_and_none_takes_back_what_another_chose, |world| async {
    let asha = world.person("Asha Patel").await;
    let phone = world.another_device(&asha).await;
    let before = Settings::default();
    let dark = [("theme", Some("dark".to_owned())), ("density", Some("regular".to_owned()))];
    let changes = changes(&before.shown(), &dark).expect("changes");
    actions::save_settings(&asha, &changes).await.expect("kept");
    assert_eq!(actions::me(&phone).await.expect("me").settings, Settings { theme: "dark".into(), ..before.clone() });
    // The phone's page still shows what was before: it takes nothing back.
    let held = actions::save_settings(&phone, &[("density", "compact"), ("enter_sends", "false")]).await.expect("kept");
    assert_eq!(held, Settings { theme: "dark".into(), density: "compact".into(), enter_sends: false, ..before });
    assert_eq!(actions::me(&asha).await.expect("me").settings, held);
});

story!(what_nobody_can_use_any_more_is_forgotten, |world| async {
    at_work(&world, ASHA).await;
    world.wait(SIGNED_IN_MILLIS + minutes(1));
    actions::tidy(&world.world).await.expect("tidied");
    let mut tx = world.world.db.read().await.expect("a read");
    let (left,): (i64,) =
        tx.query("SELECT (SELECT count(*) FROM code) + (SELECT count(*) FROM session)").fetch_one().await.expect("a count");
    assert_eq!(left, 0);
});

story!(a_remembered_standing_costs_microseconds, |world| async {
    let asha = world.person("Asha Patel").await;
    let key = world.session_of(&asha);
    standing(&world.world, &key).await;
    let calls = 100_000_u32;
    #[expect(clippy::disallowed_methods, reason = "measures, decides nothing")]
    let began = Instant::now();
    for _ in 0..calls {
        std::hint::black_box(actions::standing(&world.world, &key).await).expect("cached");
    }
    println!("{:?}: {:?} per standing", world.engine, began.elapsed() / calls);
});
