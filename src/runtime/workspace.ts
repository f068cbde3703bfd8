import type { Profile, Project } from '../control/definition/project.ts';
import type { Provider } from '../control/definition/resource.ts';
import { TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import { codeVersion } from './code-version.ts';
import { databaseProvider } from './database-provider.ts';
import { foldersOf, type ProfileFolders } from './folders.ts';
import { lakeProviders } from './lake-providers.ts';
import { onProfileCalendar } from './profile-calendar.ts';
import { loadProject, projectAt, SHIPPED_URL } from './project.ts';
import { loadSettings, type Settings } from './settings.ts';
import { chooseProfile, shippedProfiles, shippedProject } from './shipped.ts';
import { desksOfProfile } from './shipped-desks.ts';

/** A project opened for one profile: its definitions, settings, folders and what stands behind its ports. */
export type Workspace = {
  readonly project: Project;
  readonly definition: { readonly url: string; readonly version: string };
  readonly projectDir: string;
  readonly settings: Settings;
  readonly profileName: string;
  readonly profile: Profile;
  /** Why this profile and not another, for people. */
  readonly profileReason: string;
  readonly providers: readonly Provider[];
  readonly folders: ProfileFolders;
  /** The flags that made these settings: handed on to children. */
  readonly flags: Readonly<Record<string, string>>;
};

export type WorkspaceInput = {
  readonly from: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly profile?: string | null;
  readonly flags?: Readonly<Record<string, string>>;
};

/** @throws config.unreadable, config.invalid, definition.invalid, usage.unknown_name for a profile that is not there. */
export async function openWorkspace(input: WorkspaceInput): Promise<Workspace> {
  const { project, url, projectDir } = await loadProject(input.from, shippedProject);
  return workspaceOfProject(project, url, projectDir, input);
}

/** The same workspace in a child, from the address it was given. */
export async function reopenWorkspace(
  url: string,
  projectDir: string,
  input: Omit<WorkspaceInput, 'from'>,
): Promise<Workspace> {
  return workspaceOfProject(await projectAt(url, shippedProject), url, projectDir, { ...input, from: projectDir });
}

/** Every profile of the project that has state, by name: for verbs that look at all of them. */
export function profileNames(project: Project): readonly string[] {
  return Object.keys(project.profiles);
}

/** A workspace over definitions that are at hand. */
export async function workspaceOfProject(
  given: Project,
  url: string,
  projectDir: string,
  input: WorkspaceInput,
): Promise<Workspace> {
  const { env, flags = {} } = input;
  const project = withProfiles(given);
  const before = loadSettings({ projectDir, env, project: project.settings, flags });
  const choice = chooseProfile(project, input.profile ?? before.get('TAPELINE_PROFILE') ?? null, before);
  const profile = profileOf(project, choice.name);
  const settings = loadSettings({ projectDir, env, project: project.settings, profile: profile.settings ?? {}, flags });
  const folders = foldersOf(settings, choice.name);
  const providers = [...lakeProviders(folders, choice.name), databaseProvider(), ...profile.providers];
  return {
    project: onProfileCalendar(url === SHIPPED_URL ? desksOfProfile(project, providers) : project, profile),
    definition: { url, version: codeVersion() },
    projectDir,
    settings,
    profileName: choice.name,
    profileReason: choice.reason,
    profile,
    providers,
    folders,
    flags,
  };
}

/** A project that brings no profile of its own has the shipped ones. */
function withProfiles(project: Project): Project {
  return profileNames(project).length === 0 ? { ...project, profiles: shippedProfiles } : project;
}

function profileOf(project: Project, name: string): Profile {
  const profile = project.profiles[name];
  if (profile !== undefined) return profile;
  const known = profileNames(project);
  const facts = { kind: 'profile', name, nearest: nearestName(name, known), known };
  throw new TapelineError('usage.unknown_name', { facts });
}
