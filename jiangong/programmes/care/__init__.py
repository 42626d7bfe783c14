"""Care for workers 服务职工 (plan G): what the union gives to those who work. Rooms: convalescence 疗休养."""
