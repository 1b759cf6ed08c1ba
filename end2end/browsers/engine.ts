import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Builder, Capabilities, type WebDriver } from 'selenium-webdriver';
import { Options, ServiceBuilder } from 'selenium-webdriver/firefox';
import { DriverService } from 'selenium-webdriver/remote';
import { freePort } from '../server';

/** What draws the screens. */
export type Engine = 'firefox' | 'webkit';

/** A browser of one's own, and how to end it with everything that was started for it. */
export interface Opened {
  driver: WebDriver;
  close: () => Promise<void>;
}

/** How large a window is. */
const [WIDTH, HEIGHT] = [1440, 900];

/** Starts a browser that knows nobody. Certificates that nobody vouches for will do. */
export function open(engine: Engine): Promise<Opened> {
  return engine === 'firefox' ? firefox() : webkit();
}

async function firefox(): Promise<Opened> {
  const options = new Options()
    .setBinary(found('firefox-esr', 'firefox'))
    .addArguments('-headless', `--width=${WIDTH}`, `--height=${HEIGHT}`)
    .setAcceptInsecureCerts(true)
    // Whoever pastes has copied first, and nobody is there to be asked.
    .setPreference('dom.events.testing.asyncClipboard', true);
  const service = new ServiceBuilder(found('geckodriver'));
  const driver = await new Builder().forBrowser('firefox').setFirefoxOptions(options).setFirefoxService(service).build();
  return { driver, close: () => driver.quit() };
}

/** WebKit needs a screen to draw on; without one of its own it would share that of whoever sits here. */
async function webkit(): Promise<Opened> {
  const xvfb = spawn(found('Xvfb'), ['-displayfd', '1', '-screen', '0', `${WIDTH}x${HEIGHT}x24`, '-nolisten', 'tcp'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [display] = (await once(xvfb.stdout, 'data')) as [Buffer];
  const port = await freePort();
  const service = new DriverService.Builder(found('WebKitWebDriver'))
    .setLoopback(true)
    .setPort(port)
    .addArguments(`--port=${port}`)
    .setEnvironment({ ...process.env, DISPLAY: `:${display.toString().trim()}`, GDK_BACKEND: 'x11' })
    .build();
  const end = async (): Promise<void> => {
    // Without its screen the browser goes too, whatever it was waiting for.
    xvfb.kill();
    await service.kill();
  };
  try {
    const wanted = new Capabilities({ browserName: 'MiniBrowser', acceptInsecureCerts: true });
    const driver = await new Builder().disableEnvironmentOverrides().usingServer(await service.start()).withCapabilities(wanted).build();
    await driver.manage().window().setRect({ x: 0, y: 0, width: WIDTH, height: HEIGHT });
    return { driver, close: () => Promise.race([driver.quit().catch(() => undefined), pause(5000)]).finally(end) };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Where the first of these programs is. */
function found(...names: string[]): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  for (const name of names) {
    const folder = folders.find((folder) => existsSync(join(folder, name)));
    if (folder) return join(folder, name);
  }
  throw new Error(`${names[0]} is not installed; \`make browsers\` installs it`);
}
