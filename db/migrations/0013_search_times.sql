-- How new the texts of a segment are, place by place, more coarsely the further back (news/search/times.py): of the places
-- 0 to 31 and 16 of each doubling after that the seconds before the newest, four bytes each. An article that was stored
-- again has left its place: the one before it stands in.
ALTER TABLE search_segments ADD COLUMN times bytea;

UPDATE search_segments g SET times = kept.times
FROM (SELECT s.id, string_agg(
                 substring(int8send(least(floor(extract(epoch FROM s.newest - coalesce(before.at, s.newest))),
                                          4294967295)::bigint) FROM 5), ''::bytea ORDER BY p.place) AS times
      FROM search_segments s
           CROSS JOIN (SELECT place FROM generate_series(0, 31) place
                       UNION ALL
                       SELECT step << doubling FROM generate_series(1, 7) doubling, generate_series(16, 31) step) p
           LEFT JOIN LATERAL (SELECT at FROM search WHERE segment = s.id AND place <= p.place
                              ORDER BY place DESC LIMIT 1) before ON true
      WHERE p.place < s.size
      GROUP BY s.id) kept
WHERE kept.id = g.id;

ALTER TABLE search_segments ALTER COLUMN times SET NOT NULL;

-- The lists of segments of 32,768 articles have four kilobytes: they, too, lie in the table itself.
ALTER TABLE search_parts SET (toast_tuple_target = 8160);
