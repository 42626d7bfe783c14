"""Pages of examinations: the examinee's, and the workbench's."""
