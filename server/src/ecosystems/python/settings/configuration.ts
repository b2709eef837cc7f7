import type { PackageIndex, PythonInstaller } from '../../../model/index.js';
import type { Configuration } from '../../shared/settings.js';
import type { Netrc } from './netrc.js';
import type { PdmIndex } from './pdm.js';
import type { PipConf } from './pip.js';
import type { PoetryConfig } from './poetry.js';
import type { UvConfig } from './uv.js';

/** All that a file tells Python's package managers; of each format one of these. */
export interface PythonConfiguration extends Configuration {
  readonly pip?: PipConf;
  /** Of a uv.toml. */
  readonly uv?: UvConfig;
  readonly project?: PythonProject;
  readonly poetry?: PoetryConfig;
  readonly pdm?: readonly PdmIndex[];
  readonly netrc?: Netrc;
}

/** What a pyproject.toml on the way up from a manifest says. */
export interface PythonProject {
  /** Undefined without `[tool.uv]`: uv then looks further up. */
  readonly uv: UvConfig | undefined;
  readonly indexes: readonly PackageIndex[];
  readonly installers: readonly PythonInstaller[];
}
