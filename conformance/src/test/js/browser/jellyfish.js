import { JellyfishClient } from '@jellyfish-dev/ts-client-sdk';
import { offerClient } from './open_source.js';

offerClient(JellyfishClient);
