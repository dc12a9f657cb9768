-- A saved page without an address of its own is the article of its file; its key was the digest of its bytes, so an
-- edited file was another article under the same address. Of files that were stored twice the first takes the key.
UPDATE articles a SET url_key = 'file:' || encode(sha256(convert_to(a.url, 'UTF8')), 'hex')
FROM (SELECT min(id) AS id FROM articles WHERE url_key LIKE 'sha256:%' AND url LIKE 'file:%' GROUP BY url) AS first
WHERE a.id = first.id;
