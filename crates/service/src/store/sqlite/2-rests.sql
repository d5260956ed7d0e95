-- Questions that rest after failing again and again, and predictions beside what happened. What
-- was folded without them is folded again: the rules in `fold` have another form.

ALTER TABLE items ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN rests INTEGER NOT NULL DEFAULT 0;
ALTER TABLE fold ADD COLUMN predictions TEXT NOT NULL DEFAULT '[]';
