package dev.ephyra.server.lifecycle;

import dev.ephyra.api.Admission;
import dev.ephyra.api.Api;
import dev.ephyra.api.ApiSettings;
import dev.ephyra.api.AuthFailureLimit;
import dev.ephyra.api.PeerTokens;
import dev.ephyra.api.ServerTokenCheck;
import dev.ephyra.api.operator.OperatorApi;
import dev.ephyra.journal.Journal;
import dev.ephyra.notify.socket.FrameRing;
import dev.ephyra.notify.socket.RestartNotices;
import dev.ephyra.server.ServerStart;
import dev.ephyra.server.Version;
import dev.ephyra.server.components.ServerComponents;
import dev.ephyra.server.config.Secrets;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.health.EndpointAlerts;
import dev.ephyra.server.health.JournalAlerts;
import dev.ephyra.server.health.ServerEventLog;
import dev.ephyra.server.http.HttpEdge;
import dev.ephyra.server.http.RandomIds;
import dev.ephyra.server.media.ServerMedia;
import dev.ephyra.server.metrics.RoomFigures;
import dev.ephyra.server.metrics.ServerMetrics;
import dev.ephyra.server.peer.PeerSockets;
import dev.ephyra.server.pump.Pump;
import dev.ephyra.server.pump.RecordSink;
import dev.ephyra.server.rooms.RoomPorts;
import dev.ephyra.server.rooms.TestRooms;
import dev.ephyra.server.secret.SecretBox;
import dev.ephyra.server.socket.FanOut;
import dev.ephyra.server.socket.MetricsFeed;
import dev.ephyra.server.socket.OpenSockets;
import dev.ephyra.server.socket.ServerSocketEndpoint;
import dev.ephyra.server.socket.StreamWakeups;
import dev.ephyra.server.socket.Streams;
import dev.ephyra.server.store.RememberedPlaces;
import dev.ephyra.server.webhook.EndpointEvents;
import dev.ephyra.server.webhook.SystemResolver;
import dev.ephyra.server.webhook.WebhookDispatcher;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The server, opened in the order in which its parts need each other: journal, endings of the last run, webhooks, pump,
 * rooms, and the ports last. Owned by the main thread.
 */
public final class Server implements ServerStart.RunningServer {
    private static final long START_DEADLINE_SECONDS = 30;

    private final Settings settings;
    private final Closers closers = new Closers();
    private final TerminationSignal termination = new TerminationSignal();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final Drain drain;

    private Server(Settings settings) throws IOException {
        this.settings = settings;
        try {
            this.drain = open();
        } catch (IOException | InterruptedException | RuntimeException failed) {
            // Containment point: a start that breaks must not leave threads behind that keep the process alive.
            closers.close();
            if (failed instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            String why = failed instanceof IOException ? failed.getMessage() : failed.toString();
            throw new IOException(why, failed);
        }
    }

    /** Starts it and listens for signals. Returns when the ports are open. */
    public static Server start(Settings settings) throws IOException {
        Server server = new Server(settings);
        server.termination.listen();
        if (settings.exitWithStdin()) {
            InputWatch.start(System.in, server.termination::ask);
        }
        return server;
    }

    private Drain open() throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        LastRun last = endLastRun();
        Journal journal = last.journal();
        ServerEventLog serverEvents = last.serverEvents();

        Vertx vertx = startEventLoops();
        WebhookDispatcher webhooks = openWebhooks(vertx, journal, new EndpointAlerts(serverEvents::tell));
        FanOut fanOut = openFanOut(last);
        StreamWakeups wakeups = new StreamWakeups();
        ServerMedia media = openMedia();
        MetricsFeed reports = new MetricsFeed(fanOut, media.figures());
        RoomFigures figures = new RoomFigures();
        OperatorSide operators = OperatorSide.open(settings.data().folder(), journal, webhooks);
        closers.add("event readers", operators::close);
        List<RecordSink> sinks =
                new ArrayList<>(List.of(fanOut, wakeups, webhooks, reports, figures, new JournalWatch(journal)));
        sinks.addAll(operators.sinks());
        Pump pump = startPump(journal, last.liveFrom(), sinks);
        reports.start(vertx);

        ServerComponents components = new ServerComponents(
                settings.components(), media.engine(), new SystemResolver(), SettingsMapping.addresses(settings));
        RoomHosting rooms = startRooms(journal, media, components);
        Streams streams = new Streams(journal, rooms.directory(), wakeups, webhooks.consumers(), serverEvents::tell);
        settings.consumers().forEach(consumer -> streams.expect(consumer.name(), last.beforeEndings()));
        ServerHealth health = new ServerHealth(journal, webhooks, startNanos);
        OpenSockets sockets = new OpenSockets(settings.limits().maxSockets());
        Ports ports = openPorts(vertx, fanOut, streams, rooms, components, health, sockets, operators);
        ServerMetrics.Sources sources = new ServerMetrics.Sources(
                journal,
                pump,
                webhooks,
                fanOut,
                ports.serverSockets(),
                rooms.count(),
                figures,
                ports.edge().traffic(),
                streams,
                last.alerts(),
                serverEvents,
                operators.history(),
                LatestEndpoints.follow(vertx, webhooks.endpoints()),
                media::totals,
                media::turnStreams,
                components);
        Waiting.on(new ServerMetrics(sources).listen(vertx, settings.metrics()), START_DEADLINE_SECONDS);
        return new Drain(
                new Drain.Parts(rooms, webhooks, journal, pump, sockets, operators), draining, settings.drain());
    }

    private static FanOut openFanOut(LastRun last) {
        FrameRing ring = new FrameRing(FrameRing.DEFAULT_MAX_BYTES, FrameRing.DEFAULT_CHUNK_BYTES);
        return new FanOut(ring, last.notices(), last.liveFrom());
    }

    /**
     * The journal as the last run left it, with its rooms ended.
     *
     * @param beforeEndings the last record before their endings
     * @param liveFrom the first record of this run
     */
    private record LastRun(
            Journal journal,
            long beforeEndings,
            long liveFrom,
            RestartNotices notices,
            ServerEventLog serverEvents,
            JournalAlerts alerts) {}

    /**
     * Nothing is appended before it is known what others remember of the journal; and what retention may delete is known
     * before the endings, which on a full disk need the space.
     */
    private LastRun endLastRun() throws IOException {
        RestoredData.requireFinished(settings.data().folder());
        try (RememberedPlaces places = RememberedPlaces.open(database())) {
            Journal journal = JournalOpening.open(settings.data(), places);
            closers.add("journal", journal::close);
            ServerEventLog serverEvents = ServerEventLog.of(journal);
            JournalAlerts alerts = JournalAlerts.of(journal, serverEvents::tell);
            journal.keepFrom(places.neededFrom(journal.logEpoch()));
            long beforeEndings = journal.durable();
            RestartNotices notices = RestartEndings.end(journal, places);
            long liveFrom = journal.durable() + 1;
            serverEvents.begin();
            closers.add("server events", serverEvents::stop);
            return new LastRun(journal, beforeEndings, liveFrom, notices, serverEvents, alerts);
        }
    }

    private Path database() {
        return settings.data().folder().resolve("ephyra.db");
    }

    private Vertx startEventLoops() {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(eventLoops())
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(4));
        closers.add("event loops", () -> Waiting.on(vertx.close(), START_DEADLINE_SECONDS));
        return vertx;
    }

    /** Opens its port; nothing is received before the rooms are there. */
    private ServerMedia openMedia() throws IOException {
        ServerMedia media =
                ServerMedia.open(settings.webrtc(), settings.limits().mediaThreads());
        closers.add("media", media::close);
        return media;
    }

    private RoomHosting startRooms(Journal journal, ServerMedia media, ServerComponents components) {
        RoomHosting rooms = new RoomHosting(
                journal,
                settings.limits().roomThreads(),
                settings.limits().maxRooms(),
                new RoomPorts(media.rooms(), components));
        closers.add("rooms", rooms::close);
        components.start(rooms.componentGate());
        closers.add("components", components::close);
        media.start(rooms.mediaGate());
        return rooms;
    }

    private Pump startPump(Journal journal, long fromOffset, List<RecordSink> sinks) {
        Pump pump = new Pump(journal, fromOffset, sinks);
        pump.start();
        closers.add("pump", pump::stop);
        return pump;
    }

    /** Returns when the lanes of earlier runs are taken up. */
    private WebhookDispatcher openWebhooks(Vertx vertx, Journal journal, EndpointEvents events)
            throws IOException, InterruptedException {
        WebhookDispatcher webhooks = new WebhookDispatcher(
                vertx,
                new WebhookDispatcher.Parts(
                        journal,
                        database(),
                        new SystemResolver(),
                        SettingsMapping.webhooks(settings),
                        settings.webhookKeys(),
                        new SecretBox(Secrets.encryptionKey(settings, new SecureRandom()), new SecureRandom()),
                        settings.endpoints(),
                        events));
        String deployment = Waiting.on(vertx.deployVerticle(webhooks), START_DEADLINE_SECONDS);
        closers.add("webhooks", () -> Waiting.on(vertx.undeploy(deployment), START_DEADLINE_SECONDS));
        Waiting.on(webhooks.loaded(), START_DEADLINE_SECONDS);
        return webhooks;
    }

    /** The HTTP port and who counts the server sockets on it. */
    private record Ports(HttpEdge edge, ServerSocketEndpoint serverSockets) {}

    private Ports openPorts(
            Vertx vertx,
            FanOut fanOut,
            Streams streams,
            RoomHosting rooms,
            ServerComponents components,
            ServerHealth health,
            OpenSockets sockets,
            OperatorSide operators)
            throws IOException, InterruptedException {
        AuthFailureLimit failures = new AuthFailureLimit();
        ServerTokenCheck serverToken =
                new ServerTokenCheck(settings.serverApiToken().value());
        PeerTokens peerTokens = new PeerTokens(
                Secrets.secretKeyBase(settings, Server::newSecret).value());
        Admission admission = () -> !draining.get();
        Api api = Api.of(new Api.Parts(
                rooms.directory(),
                new ApiSettings(
                        settings.http().publicAddress(),
                        settings.webrtc().used(),
                        components.used(),
                        Version.NUMBER,
                        settings.gitCommit()),
                new RandomIds(),
                peerTokens,
                serverToken,
                failures,
                health,
                components.files(),
                admission));
        TestRooms testRooms = new TestRooms(rooms.directory(), operators.journal());
        OperatorApi operator = operators.operatorApi(rooms.directory(), streams, testRooms, serverToken, failures);
        ServerSocketEndpoint serverSockets = new ServerSocketEndpoint(
                LimitedTokenCheck.of(serverToken, settings.consumers(), failures),
                fanOut,
                streams,
                System::nanoTime,
                sockets);
        PeerSockets peerSockets =
                new PeerSockets(new PeerTokenVerifier(peerTokens), rooms.gate(), System::nanoTime, sockets);
        HttpEdge edge = Waiting.on(
                HttpEdge.open(
                        vertx,
                        SettingsMapping.http(settings, eventLoops()),
                        operators.apis(api, operator),
                        new HttpEdge.Sockets(serverSockets::accept, peerSockets::accept)),
                START_DEADLINE_SECONDS);
        closers.add("ports", () -> Waiting.on(edge.close(), START_DEADLINE_SECONDS));
        return new Ports(edge, serverSockets);
    }

    private static String newSecret() {
        byte[] secret = new byte[48];
        new SecureRandom().nextBytes(secret);
        return Base64.getEncoder().encodeToString(secret);
    }

    private static int eventLoops() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public int awaitEnd() throws InterruptedException {
        termination.await();
        drain.begin();
        return 0;
    }

    @Override
    public void close() {
        closers.close();
    }
}
