-- What asking for a suggestion cost, apart from the explanation; set once it was asked for, also when nothing suited.
ALTER TABLE prescriptions ADD COLUMN upsell_cost BIGINT;
