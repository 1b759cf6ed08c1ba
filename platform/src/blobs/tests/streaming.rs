//! What goes in comes out: whole, in ranges, and however large.

use super::*;

#[tokio::test]
async fn what_was_put_is_there_after_a_restart_until_it_is_deleted() {
    for shelf in Shelf::both().await {
        let image = scan(100);
        shelf.blobs.put("images/1", over_a_line(&image), MOST).await.unwrap();
        let again = match &shelf.place {
            Place::Folder(folder) => BlobRoute::Folder(folder.path().into()),
            Place::Bucket(bucket) => bucket.route().parse().unwrap(),
        };
        let again = Shelf { blobs: Blobs::open(&again).unwrap(), ..shelf };
        assert_eq!(again.read("images/1", None).await, Some(image));
        again.blobs.delete("images/1").await.unwrap();
        again.blobs.delete("images/1").await.unwrap();
        assert_eq!(again.read("images/1", None).await, None, "{}", again.name());
        again.cleared().await;
    }
}

#[tokio::test]
async fn a_name_never_leaves_its_place() {
    for shelf in Shelf::both().await {
        for name in ["", "/", "../x", "a/../b", "a//b", "/etc/passwd", "a.b", "a\\b", "é", "a\0", "a#1", "a?uploads"] {
            assert!(matches!(shelf.blobs.get(name, None).await, Err(BlobError::Name)), "{name:?}");
            assert!(matches!(shelf.blobs.put(name, over_a_line(b"x"), MOST).await, Err(BlobError::Name)), "{name:?}");
        }
    }
}

#[tokio::test]
async fn a_scan_of_twenty_megabytes_comes_back_as_it_was_with_its_length_and_its_hash() {
    for shelf in Shelf::both().await {
        let scan = scan(20 * MB);
        let put = shelf.blobs.put("files/ct", over_a_line(&scan), MOST).await.unwrap();
        assert_eq!((put.bytes, put.sha256), (20 * MB as u64, sha256(&scan)));
        let found = shelf.blobs.get("files/ct", None).await.unwrap().unwrap();
        assert_eq!((found.bytes, found.range), (20 * MB as u64, 0..20 * MB as u64));
        assert!(shelf.read("files/ct", None).await == Some(scan), "{}", shelf.name());
        assert_eq!(shelf.list().await.len(), 1, "nothing of the putting is left");
    }
}

#[tokio::test]
async fn an_image_is_the_same_whatever_its_length() {
    for shelf in Shelf::both().await {
        for length in [0, 1, PART - 1, PART, PART + 1, 2 * PART] {
            let image = scan(length);
            let put = shelf.blobs.put("images/1", over_a_line(&image), MOST).await.unwrap();
            assert_eq!((put.bytes, put.sha256), (length as u64, sha256(&image)));
            assert!(shelf.read("images/1", None).await == Some(image), "{length} bytes in {}", shelf.name());
        }
        assert_eq!(shelf.list().await.len(), 1);
    }
}

#[tokio::test]
async fn a_viewer_reads_any_range_and_learns_the_length_of_the_whole() {
    for shelf in Shelf::both().await {
        let scan = scan(12 * MB);
        let whole = scan.len() as u64;
        shelf.blobs.put("files/ct", over_a_line(&scan), MOST).await.unwrap();
        for range in [0..1, 0..whole, 5_242_000..5_243_000, whole - 1..whole, 11_000_000..whole + 99] {
            let found = shelf.blobs.get("files/ct", Some(range.clone())).await.unwrap().unwrap();
            let end = range.end.min(whole);
            assert_eq!((found.bytes, found.range), (whole, range.start..end));
            let (from, to) = (usize::try_from(range.start).unwrap(), usize::try_from(end).unwrap());
            assert!(shelf.read("files/ct", Some(range)).await.unwrap() == scan[from..to], "{from}..{to} in {}", shelf.name());
        }
        for nothing in [whole..whole + 1, whole + 5..whole + 9, 7..7] {
            let found = shelf.blobs.get("files/ct", Some(nothing.clone())).await;
            assert!(matches!(found, Err(BlobError::Range)), "{nothing:?} in {}", shelf.name());
        }
        assert!(shelf.blobs.get("files/mr", Some(0..1)).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_file_that_lost_its_end_on_the_disk_is_an_error_and_no_shorter_file() {
    let shelf = Shelf::folder();
    shelf.blobs.put("files/ct", over_a_line(&scan(MB)), MOST).await.unwrap();
    let found = shelf.blobs.get("files/ct", None).await.unwrap().unwrap();
    std::fs::File::options().write(true).open(&shelf.list().await[0]).unwrap().set_len(500_000).unwrap();
    let pieces: Vec<_> = found.content.collect().await;
    assert!(matches!(pieces.last(), Some(Err(BlobError::Short))));
}
