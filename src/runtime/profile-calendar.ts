import { onCalendar } from '../control/definition/partitions.ts';
import type { Profile, Project } from '../control/definition/project.ts';

/** The vendor's, and so that of a project that says nothing. */
const CALENDAR_DEFAULT = 'XSHG';

/** The project with its slices on the sessions of the profile's exchange. */
export function onProfileCalendar(project: Project, profile: Profile): Project {
  const calendar = calendarOfProfile(profile);
  const cut = <T extends { readonly partitions: Parameters<typeof onCalendar>[0] }>(each: T): T => ({
    ...each,
    partitions: onCalendar(each.partitions, calendar),
  });
  return { ...project, assets: project.assets.map(cut), jobs: project.jobs.map(cut) };
}

/** What the profile says, or the first of its sources that says where it trades. */
function calendarOfProfile({ calendar, providers }: Profile): string {
  const venues = providers.map(({ open }) => (open as { readonly venue?: string }).venue);
  return calendar ?? venues.find((venue) => venue !== undefined) ?? CALENDAR_DEFAULT;
}
