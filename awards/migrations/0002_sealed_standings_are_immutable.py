"""Standings are written once; those of a sealed ranking can neither be changed nor removed, nor can it.

Unsealed rankings of old tallies may be deleted as a whole (thinning), sealed ones never.
"""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION deny_change_of_standing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a standing is written once: UPDATE is refused' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM awards_ranking WHERE id = COALESCE(NEW.ranking_id, OLD.ranking_id)
               AND sealed_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the ranking is sealed: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER awards_standing_is_written_once BEFORE INSERT OR UPDATE OR DELETE ON awards_standing
    FOR EACH ROW EXECUTE FUNCTION deny_change_of_standing();
CREATE TRIGGER awards_standing_denies_truncate BEFORE TRUNCATE ON awards_standing
    FOR EACH STATEMENT EXECUTE FUNCTION deny_change();

CREATE FUNCTION deny_change_of_sealed_ranking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sealed_at IS NOT NULL THEN
        RAISE EXCEPTION 'the ranking is sealed: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER awards_ranking_denies_change_when_sealed BEFORE UPDATE OR DELETE ON awards_ranking
    FOR EACH ROW EXECUTE FUNCTION deny_change_of_sealed_ranking();
CREATE TRIGGER awards_ranking_denies_truncate BEFORE TRUNCATE ON awards_ranking
    FOR EACH STATEMENT EXECUTE FUNCTION deny_change();
"""
UNDO = """
DROP TRIGGER awards_ranking_denies_truncate ON awards_ranking;
DROP TRIGGER awards_ranking_denies_change_when_sealed ON awards_ranking;
DROP FUNCTION deny_change_of_sealed_ranking();
DROP TRIGGER awards_standing_denies_truncate ON awards_standing;
DROP TRIGGER awards_standing_is_written_once ON awards_standing;
DROP FUNCTION deny_change_of_standing();
"""


class Migration(migrations.Migration):
    dependencies = (("awards", "0001_rounds_and_standings"),)

    operations = (migrations.RunSQL(TRIGGERS, UNDO),)
