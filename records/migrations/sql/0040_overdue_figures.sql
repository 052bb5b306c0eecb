-- What is overdue and what was closed is counted too: all reports are counted anew that don't wait for it already.
insert into figure_dues (report)
select report from reports except select report from figure_dues order by report;
