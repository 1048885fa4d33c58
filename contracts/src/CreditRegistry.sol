// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessControlUpgradeable} from "@openzeppelin/contracts-upgradeable/access/AccessControlUpgradeable.sol";
import {ERC1155Upgradeable} from "@openzeppelin/contracts-upgradeable/token/ERC1155/ERC1155Upgradeable.sol";
import {PausableUpgradeable} from "@openzeppelin/contracts-upgradeable/utils/PausableUpgradeable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {ReentrancyGuard} from "@openzeppelin/contracts/utils/ReentrancyGuard.sol";
import {ReferenceUsed, ZeroAddress, ZeroAmount, ZeroReference} from "./Errors.sol";

/// @title Carbon credits by project and vintage
/// @notice A batch (project, vintage) is one ERC-1155 id; amounts have 18 decimals, 10^18 is one tonne of CO2e. Credits
/// come from serial blocks of whole tonnes, each of them once, and end by retirement, for ever: there is no burn beside it.
/// @dev Balances can be followed by this contract's own events alone: every movement of an id emits exactly one of
/// CreditsMinted, CreditsTransferred and CreditsRetired. Behind an ERC-1967 proxy (UUPS); all storage is namespaced
/// (ERC-7201), that of OpenZeppelin's reentrancy guard too.
contract CreditRegistry is
    ERC1155Upgradeable,
    AccessControlUpgradeable,
    PausableUpgradeable,
    UUPSUpgradeable,
    ReentrancyGuard
{
    /// @notice May open project records and switch their transfers.
    bytes32 public constant PROJECT_ROLE = keccak256("PROJECT_ROLE");

    /// @notice May create credits.
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");

    /// @notice May suspend a project, and pause everything.
    bytes32 public constant SUSPENDER_ROLE = keccak256("SUSPENDER_ROLE");

    /// @notice May anchor proofs.
    bytes32 public constant ANCHOR_ROLE = keccak256("ANCHOR_ROLE");

    /// @notice May replace the implementation.
    bytes32 public constant UPGRADER_ROLE = keccak256("UPGRADER_ROLE");

    /// @notice How many reasons of retirement there are: 0 ENVIRONMENTAL_BENEFIT, 1 PERSON_OR_ORGANIZATION,
    /// 2 ON_BEHALF_OF_THIRD_PARTY, 3 CORPORATE_INVENTORY, 4 COMPLIANCE_CORSIA, 5 COMPLIANCE_TAX, 6 NDC_USE,
    /// 7 OTHER_INTERNATIONAL_MITIGATION, 8 OTHER.
    uint8 public constant RETIREMENT_REASONS = 9;

    /// @notice How long the message of a retirement may be, in bytes of UTF-8.
    uint256 public constant MESSAGE_LIMIT_BYTES = 4_096;

    /// @notice One tonne of CO2e.
    uint256 public constant TONNE = 1e18;

    /// @dev What is known of a project.
    struct Project {
        bool exists;
        bool transferable;
        bool suspended;
        /// The sequence of the last proof; the first one is 1.
        uint64 proofs;
        string uri;
        mapping(uint64 sequence => bytes32) commitments;
    }

    /// @dev What is known of a batch.
    struct Batch {
        bytes32 projectKey;
        uint16 vintage;
        uint256 minted;
        uint256 retired;
    }

    /// @custom:storage-location erc7201:ecocoin.storage.CreditRegistry
    struct RegistryStorage {
        mapping(bytes32 projectKey => Project) projects;
        mapping(uint256 recordId => bytes32 projectKey) records;
        mapping(uint256 batchId => Batch) batches;
        mapping(bytes32 sourceRef => bool) sourceRefs;
        mapping(bytes32 serialBlockHash => bool) serialBlocks;
    }

    // keccak256(abi.encode(uint256(keccak256("ecocoin.storage.CreditRegistry")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant REGISTRY_STORAGE = 0xd690e9afc602b2bca3728af008ccc0ab92ece9a3ae67a87380db18a03500e300;

    /// @notice A project's record was opened.
    /// @param projectKey keccak256 of the platform's project id.
    /// @param recordId The record's own id, never one of a batch.
    /// @param uri Where the project is described.
    event ProjectRecordMinted(bytes32 indexed projectKey, uint256 recordId, string uri);

    /// @notice Credits were created.
    /// @param batchId The batch, batchIdOf(projectKey, vintage).
    /// @param projectKey Its project.
    /// @param to Who received them.
    /// @param vintage The year of the reductions.
    /// @param amount 10^18 is one tonne.
    /// @param serialBlockHash keccak256 of the serial block that they are.
    /// @param sourceRef What they were created for.
    event CreditsMinted(
        uint256 indexed batchId,
        bytes32 indexed projectKey,
        address indexed to,
        uint16 vintage,
        uint256 amount,
        bytes32 serialBlockHash,
        bytes32 sourceRef
    );

    /// @notice Credits changed hands.
    /// @param batchId The batch.
    /// @param from Whose they were.
    /// @param to Whose they are.
    /// @param amount 10^18 is one tonne.
    event CreditsTransferred(uint256 indexed batchId, address indexed from, address indexed to, uint256 amount);

    /// @notice Credits were used up, for ever.
    /// @param batchId The batch.
    /// @param account Whose they were.
    /// @param beneficiaryHash keccak256 of whom the claim is for.
    /// @param amount 10^18 is one tonne.
    /// @param reason 0 to 8, see RETIREMENT_REASONS.
    /// @param message The holder's own words.
    event CreditsRetired(
        uint256 indexed batchId,
        address indexed account,
        bytes32 indexed beneficiaryHash,
        uint256 amount,
        uint8 reason,
        string message
    );

    /// @notice The transfers of a project's credits were switched.
    /// @param projectKey The project.
    /// @param transferable Whether holders may transfer. Retiring is open to them either way.
    event ProjectConfigured(bytes32 indexed projectKey, bool transferable);

    /// @notice A project was suspended, or is no more.
    /// @param projectKey The project.
    /// @param suspended While true, its credits are neither created nor transferred nor retired.
    event ProjectSuspended(bytes32 indexed projectKey, bool suspended);

    /// @notice A proof of a project was anchored.
    /// @param projectKey The project.
    /// @param sequence 1 for its first proof, then each next number.
    /// @param commitment keccak256(abi.encode(bundleHash, projectKey, sequence)).
    event ProofAnchored(bytes32 indexed projectKey, uint64 indexed sequence, bytes32 commitment);

    /// @notice The project has a record already.
    error ProjectAlreadyRecorded(bytes32 projectKey);

    /// @notice The project has no record.
    error ProjectNotFound(bytes32 projectKey);

    /// @notice The project is suspended.
    error ProjectIsSuspended(bytes32 projectKey);

    /// @notice The project's credits cannot be transferred.
    error ProjectNotTransferable(bytes32 projectKey);

    /// @notice No credits of this id were ever created.
    error BatchNotFound(uint256 batchId);

    /// @notice The serial block is in a batch already.
    error SerialBlockUsed(bytes32 serialBlockHash);

    /// @notice Serial blocks are whole tonnes.
    error NotWholeTonnes(uint256 amount);

    /// @notice The reason is none of the nine.
    error InvalidRetirementReason(uint8 reason);

    /// @notice The message is too long.
    error MessageTooLong(uint256 bytesGiven, uint256 limit);

    /// @notice The proof is not the next one of its project.
    error UnexpectedSequence(uint64 expected, uint64 given);

    /// @custom:oz-upgrades-unsafe-allow constructor
    constructor() {
        _disableInitializers();
    }

    /// @notice Sets up the proxy.
    /// @param admin Grants and revokes roles; it has none of them by itself.
    function initialize(address admin) external initializer {
        if (admin == address(0)) revert ZeroAddress();
        __ERC1155_init("");
        __AccessControl_init();
        __Pausable_init();
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
    }

    /// @notice Opens the record of a project. Its credits are transferable from the start.
    /// @param projectKey keccak256 of the platform's project id; not zero.
    /// @param uri_ Where the project is described.
    /// @return recordId The record's id.
    function mintProjectRecord(bytes32 projectKey, string calldata uri_)
        external
        onlyRole(PROJECT_ROLE)
        whenNotPaused
        returns (uint256 recordId)
    {
        if (projectKey == bytes32(0)) revert ZeroReference();
        RegistryStorage storage $ = _registry();
        Project storage project = $.projects[projectKey];
        if (project.exists) revert ProjectAlreadyRecorded(projectKey);
        recordId = recordIdOf(projectKey);
        project.exists = true;
        project.transferable = true;
        project.uri = uri_;
        $.records[recordId] = projectKey;
        emit ProjectRecordMinted(projectKey, recordId, uri_);
        emit URI(uri_, recordId);
        emit ProjectConfigured(projectKey, true);
    }

    /// @notice Creates the credits of one serial block.
    /// @param projectKey A project with a record, not suspended.
    /// @param vintage The year of the reductions.
    /// @param to Who receives them; a contract must accept ERC-1155.
    /// @param amount Whole tonnes, times 10^18.
    /// @param serialBlockHash keccak256 of the serial block; not zero, never used before.
    /// @param sourceRef What they are created for; not zero, never used before.
    function mint(
        bytes32 projectKey,
        uint16 vintage,
        address to,
        uint256 amount,
        bytes32 serialBlockHash,
        bytes32 sourceRef
    ) external onlyRole(MINTER_ROLE) nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (amount % TONNE != 0) revert NotWholeTonnes(amount);
        if (serialBlockHash == bytes32(0) || sourceRef == bytes32(0)) revert ZeroReference();
        RegistryStorage storage $ = _registry();
        if ($.sourceRefs[sourceRef]) revert ReferenceUsed(sourceRef);
        if ($.serialBlocks[serialBlockHash]) revert SerialBlockUsed(serialBlockHash);
        _known(projectKey);
        uint256 batchId = batchIdOf(projectKey, vintage);
        $.sourceRefs[sourceRef] = true;
        $.serialBlocks[serialBlockHash] = true;
        Batch storage batch = $.batches[batchId];
        batch.projectKey = projectKey;
        batch.vintage = vintage;
        batch.minted += amount;
        emit CreditsMinted(batchId, projectKey, to, vintage, amount, serialBlockHash, sourceRef);
        _mint(to, batchId, amount, "");
    }

    /// @notice Uses up credits of the caller toward a claim, for ever.
    /// @param batchId The batch.
    /// @param amount 10^18 is one tonne.
    /// @param beneficiaryHash keccak256 of whom the claim is for.
    /// @param reason 0 to 8, see RETIREMENT_REASONS.
    /// @param message At most MESSAGE_LIMIT_BYTES.
    function retire(
        uint256 batchId,
        uint256 amount,
        bytes32 beneficiaryHash,
        uint8 reason,
        string calldata message
    ) external nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (reason >= RETIREMENT_REASONS) revert InvalidRetirementReason(reason);
        if (bytes(message).length > MESSAGE_LIMIT_BYTES) {
            revert MessageTooLong(bytes(message).length, MESSAGE_LIMIT_BYTES);
        }
        _burn(_msgSender(), batchId, amount);
        _registry().batches[batchId].retired += amount;
        emit CreditsRetired(batchId, _msgSender(), beneficiaryHash, amount, reason, message);
    }

    /// @notice Switches the transfers of a project's credits.
    /// @param projectKey A project with a record.
    /// @param transferable Whether holders may transfer.
    function configureProject(bytes32 projectKey, bool transferable) external onlyRole(PROJECT_ROLE) {
        _known(projectKey).transferable = transferable;
        emit ProjectConfigured(projectKey, transferable);
    }

    /// @notice Suspends a project, or ends that.
    /// @param projectKey A project with a record.
    /// @param suspended While true, its credits are neither created nor transferred nor retired.
    function suspendProject(bytes32 projectKey, bool suspended) external onlyRole(SUSPENDER_ROLE) {
        _known(projectKey).suspended = suspended;
        emit ProjectSuspended(projectKey, suspended);
    }

    /// @notice Anchors the next proof of a project. A suspended one may prove itself, too.
    /// @param projectKey A project with a record.
    /// @param sequence lastProofOf(projectKey) + 1: no proof is left out, put in between or replaced.
    /// @param commitment keccak256(abi.encode(bundleHash, projectKey, sequence)); not zero.
    function anchorProof(bytes32 projectKey, uint64 sequence, bytes32 commitment)
        external
        onlyRole(ANCHOR_ROLE)
        whenNotPaused
    {
        if (commitment == bytes32(0)) revert ZeroReference();
        Project storage project = _known(projectKey);
        uint64 expected = project.proofs + 1;
        if (sequence != expected) revert UnexpectedSequence(expected, sequence);
        project.proofs = sequence;
        project.commitments[sequence] = commitment;
        emit ProofAnchored(projectKey, sequence, commitment);
    }

    /// @notice Stops records, credits and proofs of all projects.
    function pause() external onlyRole(SUSPENDER_ROLE) {
        _pause();
    }

    /// @notice Resumes them.
    function unpause() external onlyRole(SUSPENDER_ROLE) {
        _unpause();
    }

    /// @notice What is known of a project.
    /// @param projectKey Any key.
    /// @return exists Whether it has a record.
    /// @return transferable Whether holders may transfer its credits.
    /// @return suspended Whether it is suspended.
    function projectOf(bytes32 projectKey)
        external
        view
        returns (bool exists, bool transferable, bool suspended)
    {
        Project storage project = _registry().projects[projectKey];
        return (project.exists, project.transferable, project.suspended);
    }

    /// @notice What is known of a batch.
    /// @param batchId Any id.
    /// @return projectKey Zero if there is no such batch.
    /// @return vintage The year of the reductions.
    /// @return minted All that was ever created.
    /// @return retired What of it was used up.
    function batchOf(uint256 batchId)
        external
        view
        returns (bytes32 projectKey, uint16 vintage, uint256 minted, uint256 retired)
    {
        Batch storage batch = _registry().batches[batchId];
        return (batch.projectKey, batch.vintage, batch.minted, batch.retired);
    }

    /// @notice What was retired of a batch.
    /// @param batchId Any id.
    function retiredOf(uint256 batchId) external view returns (uint256) {
        return _registry().batches[batchId].retired;
    }

    /// @notice What can still be held of a batch: minted less retired.
    /// @param batchId Any id.
    function totalSupply(uint256 batchId) external view returns (uint256) {
        Batch storage batch = _registry().batches[batchId];
        return batch.minted - batch.retired;
    }

    /// @notice The sequence of a project's last proof.
    /// @param projectKey Any key.
    /// @return sequence Zero if there is none.
    function lastProofOf(bytes32 projectKey) external view returns (uint64 sequence) {
        return _registry().projects[projectKey].proofs;
    }

    /// @notice An anchored proof.
    /// @param projectKey Any key.
    /// @param sequence Any number.
    /// @return commitment Zero if there is none.
    function commitmentOf(bytes32 projectKey, uint64 sequence) external view returns (bytes32 commitment) {
        return _registry().projects[projectKey].commitments[sequence];
    }

    /// @notice Whether something was minted for a source reference.
    /// @param sourceRef Any reference.
    function isMinted(bytes32 sourceRef) external view returns (bool) {
        return _registry().sourceRefs[sourceRef];
    }

    /// @notice Where the project of a batch or of a record is described (ERC-1155 metadata).
    /// @param id A batch's or a record's id.
    /// @return Empty if it is neither.
    function uri(uint256 id) public view override returns (string memory) {
        RegistryStorage storage $ = _registry();
        bytes32 projectKey = $.records[id];
        if (projectKey == bytes32(0)) projectKey = $.batches[id].projectKey;
        return $.projects[projectKey].uri;
    }

    /// @inheritdoc ERC1155Upgradeable
    function supportsInterface(bytes4 interfaceId)
        public
        view
        override(ERC1155Upgradeable, AccessControlUpgradeable)
        returns (bool)
    {
        return super.supportsInterface(interfaceId);
    }

    /// @notice The id of a batch.
    /// @param projectKey The project.
    /// @param vintage The year of the reductions.
    /// @return Two words are hashed, of fixed width: no two pairs share an id, and no record has one (it hashes one word).
    function batchIdOf(bytes32 projectKey, uint16 vintage) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(projectKey, vintage)));
    }

    /// @notice The id of a project's record.
    /// @param projectKey The project.
    function recordIdOf(bytes32 projectKey) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(projectKey)));
    }

    /// @dev The one gate of every movement, batches included: what is suspended or paused does not move, and a transfer
    /// tells of each id.
    function _update(address from, address to, uint256[] memory ids, uint256[] memory values)
        internal
        override
        whenNotPaused
    {
        RegistryStorage storage $ = _registry();
        super._update(from, to, ids, values);
        bool isTransfer = from != address(0) && to != address(0);
        for (uint256 i = 0; i < ids.length; ++i) {
            bytes32 projectKey = $.batches[ids[i]].projectKey;
            if (projectKey == bytes32(0)) revert BatchNotFound(ids[i]);
            Project storage project = $.projects[projectKey];
            if (project.suspended) revert ProjectIsSuspended(projectKey);
            if (!isTransfer) continue;
            if (!project.transferable) revert ProjectNotTransferable(projectKey);
            emit CreditsTransferred(ids[i], from, to, values[i]);
        }
    }

    /// @inheritdoc UUPSUpgradeable
    function _authorizeUpgrade(address newImplementation) internal override onlyRole(UPGRADER_ROLE) {}

    function _known(bytes32 projectKey) private view returns (Project storage project) {
        project = _registry().projects[projectKey];
        if (!project.exists) revert ProjectNotFound(projectKey);
    }

    function _registry() private pure returns (RegistryStorage storage $) {
        assembly ("memory-safe") {
            $.slot := REGISTRY_STORAGE
        }
    }
}
