//! Puts that end early, and stores that are slow or away.

use super::*;
use crate::testing::S3;

/// A shelf in a store that this test alone may end or halt.
async fn own() -> (S3, Shelf) {
    let store = S3::start().await;
    let shelf = Shelf::bucket(store.bucket().await);
    (store, shelf)
}

#[tokio::test]
async fn what_is_too_large_is_refused_as_soon_as_it_is_and_leaves_nothing() {
    for shelf in Shelf::both().await {
        for most in [MB as u64, 6 * MB as u64] {
            let (content, asked) = counted(&scan(20 * MB));
            let put = shelf.blobs.put("files/ct", content, most).await;
            assert!(matches!(put, Err(BlobError::TooLong { most: told }) if told == most), "{put:?}");
            assert!(asked.load(Ordering::SeqCst) as u64 <= most + 65_536, "nobody reads on for nothing");
            shelf.cleared().await;
        }
        shelf.blobs.put("files/mr", over_a_line(&scan(MB)), MB as u64).await.unwrap();
    }
}

#[tokio::test]
async fn a_phone_that_loses_its_line_half_way_leaves_nothing() {
    for shelf in Shelf::both().await {
        for sent in [MB, 11 * MB] {
            let lost = stream::iter([Err(io::Error::from(io::ErrorKind::ConnectionReset))]);
            let put = shelf.blobs.put("files/ct", over_a_line(&scan(sent)).chain(lost), MOST).await;
            assert!(matches!(&put, Err(error @ BlobError::BrokeOff(_)) if !error.is_outage()), "{put:?}");
            assert_eq!(shelf.read("files/ct", None).await, None);
            shelf.cleared().await;
        }
    }
}

#[tokio::test]
async fn a_request_that_is_given_up_half_way_leaves_nothing() {
    for shelf in Shelf::both().await {
        let (content, asked) = counted(&scan(11 * MB));
        let put = shelf.blobs.put("files/ct", content.chain(stream::pending()), MOST);
        let all_sent = async {
            while asked.load(Ordering::SeqCst) < 11 * MB {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            put = put => panic!("it ended: {put:?}"),
            () = all_sent => {}
        }
        assert_eq!(shelf.read("files/ct", None).await, None, "{}", shelf.name());
        shelf.cleared().await;
    }
}

#[tokio::test]
async fn a_put_that_comes_in_too_slowly_ends() {
    let shelf = Shelf::folder();
    let blobs = shelf.blobs.clone().with_patience(Patience { put: Duration::from_millis(50), ..HASTY });
    let put = blobs.put("files/ct", over_a_line(&scan(6 * MB)).chain(stream::pending()), MOST).await;
    assert!(matches!(put, Err(BlobError::Late)), "{put:?}");
    shelf.cleared().await;
}

#[tokio::test]
async fn a_store_that_hangs_fails_in_time_and_no_more_than_a_part_is_held_meanwhile() {
    let (store, shelf) = own().await;
    shelf.blobs.put("files/mr", over_a_line(&scan(MB)), MOST).await.unwrap();
    let blobs = shelf.blobs.clone().with_patience(HASTY);
    store.signal("STOP");
    let began = tokio::time::Instant::now();
    let (content, asked) = counted(&scan(20 * MB));
    let put = blobs.put("files/ct", content, MOST).await;
    assert!(matches!(&put, Err(error @ BlobError::Late) if error.is_outage()), "{put:?}");
    assert!(asked.load(Ordering::SeqCst) <= PART + 65_536, "what the store does not take is not asked for");
    assert!(matches!(blobs.get("files/mr", None).await.err(), Some(BlobError::Late)));
    assert!(matches!(blobs.delete("files/mr").await, Err(BlobError::Late)));
    assert!(began.elapsed() < 4 * HASTY.answer, "{:?}", began.elapsed());

    store.signal("CONT");
    let scan = scan(20 * MB);
    shelf.blobs.put("files/ct2", over_a_line(&scan), MOST).await.unwrap();
    assert!(shelf.read("files/ct2", None).await == Some(scan), "once it goes on, so does everything");
}

#[tokio::test]
async fn a_store_that_hangs_in_the_middle_of_a_read_ends_the_read() {
    let (store, shelf) = own().await;
    shelf.blobs.put("files/ct", over_a_line(&scan(30 * MB)), MOST).await.unwrap();
    let blobs = shelf.blobs.clone().with_patience(HASTY);
    let mut content = blobs.get("files/ct", None).await.unwrap().unwrap().content;
    content.next().await.unwrap().unwrap();
    store.signal("STOP");
    let rest: Vec<_> = tokio::time::timeout(4 * HASTY.answer, content.collect()).await.unwrap();
    assert!(matches!(rest.last(), Some(Err(BlobError::Late))), "{:?}", rest.last());
}

#[tokio::test]
async fn a_store_that_dies_in_the_middle_of_a_put_is_an_outage() {
    let (store, shelf) = own().await;
    let blobs = shelf.blobs.clone().with_patience(HASTY);
    let mut sent = 0;
    let content = over_a_line(&scan(20 * MB)).inspect(|_| {
        sent += 1;
        if sent == 8 * MB / 65_536 {
            store.signal("KILL");
        }
    });
    let put = blobs.put("files/ct", content, MOST).await;
    assert!(put.as_ref().is_err_and(BlobError::is_outage), "{put:?}");
    let trouble = blobs.get("files/ct", None).await.err();
    assert!(trouble.as_ref().is_some_and(BlobError::is_outage), "away is not the same as not there: {trouble:?}");
    assert!(blobs.delete("files/ct").await.is_err_and(|error| error.is_outage()));
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_a_fault_and_no_outage() {
    let there = bucket().await.route();
    let blobs = Blobs::open(&there.replace("/ward-", "/yard-").parse().unwrap()).unwrap();
    for length in [MB, 6 * MB] {
        let put = blobs.put("files/ct", over_a_line(&scan(length)), MOST).await;
        assert!(put.as_ref().is_err_and(|error| !error.is_outage()), "{put:?}");
    }
}

#[tokio::test]
async fn a_folder_that_went_away_is_an_outage() {
    let shelf = Shelf::folder();
    let Place::Folder(folder) = &shelf.place else { unreachable!() };
    std::fs::remove_dir_all(folder.path()).unwrap();
    std::fs::write(folder.path(), "a file in its place").unwrap();
    let put = shelf.blobs.put("files/ct", over_a_line(&scan(MB)), MOST).await;
    assert!(put.as_ref().is_err_and(BlobError::is_outage), "{put:?}");
    std::fs::remove_file(folder.path()).unwrap();
    std::fs::create_dir(folder.path()).unwrap();
}
